using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Plugin.Node.Configuration;
using Plugin.Node.Status;

namespace Plugin.Station;

/// <summary>Sends traces, metrics and logs to a collector, where one is configured (telemetry of the file, or OTEL_EXPORTER_OTLP_ENDPOINT).</summary>
internal sealed class Exporters : IDisposable
{
    private static readonly string[] Meters = [StationTelemetry.Name, "System.Runtime", "System.Net.Http"];
    private readonly TelemetryConfig _telemetry;
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public Exporters(TelemetryConfig telemetry)
    {
        _telemetry = telemetry;
        if (IsFor("TRACES"))
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(StationTelemetry.Name, "System.Net.Http").AddOtlpExporter(o => Set(o, "v1/traces")).Build();
        }

        if (IsFor("METRICS"))
        {
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter(Meters).AddOtlpExporter(o => Set(o, "v1/metrics")).Build();
        }
    }

    // What the environment says of the resource comes last, so that it wins.
    private ResourceBuilder Resource => ResourceBuilder.CreateEmpty()
        .AddService(_telemetry.Service, serviceVersion: Plugin.Node.Station.Version).AddTelemetrySdk().AddEnvironmentVariableDetector();

    public void AddTo(ILoggingBuilder logging)
    {
        if (IsFor("LOGS"))
        {
            logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.SetResourceBuilder(Resource).AddOtlpExporter(o => Set(o, "v1/logs"));
            });
        }
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private bool IsFor(string signal) => _telemetry.Endpoint is not null || ((string[])["", $"{signal}_"]).Any(
        part => Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{part}ENDPOINT") is { Length: > 0 });

    private void Set(OtlpExporterOptions options, string route)
    {
        if (_telemetry.Endpoint is { } endpoint)
        {
            options.Protocol = _telemetry.Protocol == TelemetryProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            // Given in code, the endpoint is taken as it is.
            options.Endpoint = _telemetry.Protocol == TelemetryProtocol.Grpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{route}");
        }
    }
}
