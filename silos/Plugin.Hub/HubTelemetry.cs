using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Plugin.Hub;

/// <summary>Traces and metrics of the hub and what it stands on; they leave the process only when a collector is configured.</summary>
internal static class HubTelemetry
{
    private static readonly string[] Sources = ["Plugin.*", "Microsoft.AspNetCore", "Microsoft.Orleans.*", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Plugin.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "System.Runtime", "Npgsql"];

    public static IServiceCollection AddHubTelemetry(this IServiceCollection services, bool enabled)
    {
        if (enabled)
        {
            services.AddHostedService<Exporters>();
        }

        return services;
    }

    private sealed class Exporters : IHostedService
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var resource = ResourceBuilder.CreateDefault().AddService("plugin-hub");
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build();
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
