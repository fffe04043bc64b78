using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Plugin.Node.Configuration;
using Plugin.Node.Status;

namespace Plugin.Station;

/// <summary>Sends traces and metrics to a collector, where one is configured (telemetry of the file, or OTEL_EXPORTER_OTLP_ENDPOINT).</summary>
internal sealed class Exporters : IDisposable
{
    private static readonly string[] Meters = [StationTelemetry.Name, "System.Runtime", "System.Net.Http"];
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public Exporters(TelemetryConfig telemetry)
    {
        if (telemetry.Endpoint is null && Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 })
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault().AddService(telemetry.Service);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(StationTelemetry.Name, "System.Net.Http").AddOtlpExporter(o => Set(o, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter(o => Set(o, "v1/metrics")).Build();

        void Set(OtlpExporterOptions options, string route)
        {
            if (telemetry.Endpoint is { } endpoint)
            {
                options.Protocol = telemetry.Protocol == TelemetryProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                // Given in code, the endpoint is taken as it is.
                options.Endpoint = telemetry.Protocol == TelemetryProtocol.Grpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{route}");
            }
        }
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
