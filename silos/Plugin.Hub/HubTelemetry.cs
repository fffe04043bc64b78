using System.Reflection;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Plugin.Hub;

/// <summary>Traces, metrics and logs of the hub and what it stands on; they leave the process only when a collector is configured.</summary>
internal static class HubTelemetry
{
    private static readonly string[] Sources = ["Plugin.*", "Microsoft.AspNetCore", "Microsoft.Orleans.*", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Plugin.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "System.Runtime", "Npgsql"];

    /// <summary>A collector is named, for all three or for one of them.</summary>
    public static bool IsConfigured => IsFor("TRACES") || IsFor("METRICS") || IsFor("LOGS");

    public static void AddHubLogs(this ILoggingBuilder logging, LogFormat format, bool exported, string silo)
    {
        logging.ClearProviders();
        if (format == LogFormat.Json)
        {
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId)
                .AddJsonConsole(Json);
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        if (exported && IsFor("LOGS"))
        {
            logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.SetResourceBuilder(Silo(silo)).AddOtlpExporter();
            });
        }
    }

    public static void AddHubTelemetry(this IServiceCollection services, bool exported, string silo)
    {
        if (exported)
        {
            services.AddHostedService<SiloGauges>();
            services.AddHostedService(_ => new Exporters(silo));
        }
    }

    private static void Json(JsonConsoleFormatterOptions console)
    {
        console.IncludeScopes = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    }

    private static bool IsFor(string signal) => ((string[])["", $"{signal}_"]).Any(
        part => Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{part}ENDPOINT") is { Length: > 0 });

    // What the environment says of the resource comes last, so that it wins.
    private static ResourceBuilder Silo(string silo) => ResourceBuilder.CreateEmpty()
        .AddService(
            "plugin-hub", serviceVersion: typeof(HubTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            serviceInstanceId: silo)
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    private sealed class Exporters(string silo) : IHostedService
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _traces = !IsFor("TRACES") ? null : Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Silo(silo)).AddSource(Sources).AddOtlpExporter().Build();
            _metrics = !IsFor("METRICS") ? null : Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Silo(silo)).AddMeter(Meters).AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _traces?.Dispose();
            _metrics?.Dispose();
            return Task.CompletedTask;
        }
    }
}
