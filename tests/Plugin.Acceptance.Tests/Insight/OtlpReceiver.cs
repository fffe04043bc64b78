using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Insight;

/// <param name="Service">The resource's <c>service.name</c> and <c>service.instance.id</c>.</param>
internal sealed record Span(
    string Service, string Scope, string Name, string Trace, string Id, string Parent, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags);

/// <param name="Kind">gauge, counter, updown or histogram.</param>
/// <param name="Labels">Those of all its points.</param>
internal sealed record Metric(string Service, string Scope, string Name, string Unit, string Description, string Kind, IReadOnlySet<string> Labels);

internal sealed record LogLine(string Service, string Text, string Trace);

/// <summary>A collector: takes traces, metrics and logs by OTLP over HTTP with protocol buffers, and keeps them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _raw = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentQueue<Metric> _metrics = new();
    private readonly ConcurrentQueue<LogLine> _logs = new();
    private readonly Task _serving;

    public OtlpReceiver()
    {
        Address = $"http://127.0.0.1:{Ports.Lend()}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _serving = Serve();
    }

    public string Address { get; }

    public IReadOnlyList<Span> Spans => [.. _spans];

    public IReadOnlyList<Metric> Metrics => [.. _metrics];

    public IReadOnlyList<LogLine> Logs => [.. _logs];

    /// <summary>Everything that came, as it came.</summary>
    public string Raw => string.Concat(_raw.Select(Encoding.UTF8.GetString));

    /// <summary>What makes a process send here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public override string ToString() =>
        $"{string.Join(", ", _metrics.Select(metric => metric.Name).Distinct().Order())}\n{string.Join(", ", _spans.CountBy(span => span.Name).OrderBy(span => span.Key))}\n{_serving.Exception}";

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext request;
            try
            {
                request = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                using var body = new MemoryStream();
                await request.Request.InputStream.CopyToAsync(body);
                Take(request.Request.Url!.AbsolutePath, body.ToArray());
                request.Response.ContentType = "application/x-protobuf";
                request.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // Its sender went away and sends it again.
            }
        }
    }

    private void Take(string path, byte[] body)
    {
        _raw.Enqueue(body);
        foreach (var resource in Proto.All(body, 1))
        {
            var about = Tags(Proto.One(resource, 1).Bytes, 1);
            var service = $"{about["service.name"]} {about["service.instance.id"]}";
            foreach (var scope in Proto.All(resource, 2))
            {
                var name = Proto.One(Proto.One(scope, 1).Bytes, 1).Text;
                foreach (var item in Proto.All(scope, 2))
                {
                    switch (path)
                    {
                        case "/v1/traces":
                            _spans.Enqueue(SpanOf(service, name, item));
                            break;
                        case "/v1/metrics":
                            _metrics.Enqueue(MetricOf(service, name, item));
                            break;
                        case "/v1/logs":
                            _logs.Enqueue(new LogLine(service, Value(Proto.One(item, 5).Bytes), Proto.One(item, 9).Hex));
                            break;
                        default:
                            throw new InvalidDataException($"{path} is no signal.");
                    }
                }
            }
        }
    }

    private static Span SpanOf(string service, string scope, ReadOnlyMemory<byte> span) => new(
        service, scope, Proto.One(span, 5).Text, Proto.One(span, 1).Hex, Proto.One(span, 2).Hex, Proto.One(span, 4).Hex,
        Proto.One(span, 7).Value, Proto.One(span, 8).Value, Tags(span, 9));

    private static Metric MetricOf(string service, string scope, ReadOnlyMemory<byte> metric)
    {
        var data = Proto.Fields(metric).First(field => field.Number is 5 or 7 or 9);
        var kind = data.Number switch
        {
            5 => "gauge",
            9 => "histogram",
            _ => Proto.One(data.Bytes, 3).Value == 1 ? "counter" : "updown",
        };
        return new Metric(
            service, scope, Proto.One(metric, 1).Text, Proto.One(metric, 3).Text, Proto.One(metric, 2).Text, kind,
            Proto.All(data.Bytes, 1).SelectMany(point => Tags(point, kind == "histogram" ? 9 : 7).Keys).ToHashSet());
    }

    private static Dictionary<string, string> Tags(ReadOnlyMemory<byte> message, int number) =>
        Proto.All(message, number).ToDictionary(tag => Proto.One(tag, 1).Text, tag => Value(Proto.One(tag, 2).Bytes));

    private static string Value(ReadOnlyMemory<byte> any)
    {
        var value = Proto.Fields(any).FirstOrDefault();
        return value.Number switch
        {
            1 => value.Text,
            4 => $"{BitConverter.UInt64BitsToDouble(value.Value)}",
            5 => string.Join(',', Proto.All(value.Bytes, 1).Select(Value)),
            _ => $"{(long)value.Value}",
        };
    }
}
