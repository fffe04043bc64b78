using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts.Station;

namespace Plugin.Node.Status;

/// <summary>Traces and metrics of a station. Their names are in the README and are what dashboards are built on.</summary>
public static class StationTelemetry
{
    /// <summary>Of the source of traces and of the meter.</summary>
    public const string Name = "Plugin.Node";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("plugin.station.runs.ended", "{run}", "Attempts that came to an end here, by state.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "plugin.station.stage.duration", "s", "How long attempts stay in a stage, by stage.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600, 14400, 86400],
        });

    private static readonly Histogram<double> Calls = Meter.CreateHistogram(
        "plugin.station.hub.duration", "s", "How long the hub takes to answer, by call: claim, report, heartbeat.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        });

    private static readonly Counter<long> Silences = Meter.CreateCounter<long>("plugin.station.hub.failures", "{call}", "Heartbeats that the hub did not answer.");
    private static Func<StationStatus?> _last = () => null;

    static StationTelemetry()
    {
        Gauge("plugin.station.runs.held", "{run}", "Attempts that the station has.", s => s.Status.Runs.Count);
        Gauge("plugin.station.runs.queued", "{run}", "Runs that wait for a place.", s => s.Status.Queue.Count);
        Gauge("plugin.station.places.taken", "{place}", "Places for runs that are taken.", s => s.Status.TopLevel.Taken + s.Status.Child.Taken);
        Gauge("plugin.station.places", "{place}", "Places for runs.", s => s.Status.TopLevel.All + s.Status.Child.All);
        Gauge("plugin.station.alarms", "{alarm}", "What the station finds wrong with the hub's log.", s => s.Status.Witness.Alarms.Count);
        Gauge("plugin.station.hub.contact.age", "s", "Time since the hub last answered.", s => s.Status.Hub.Last is { } at ? (s.At - at).TotalSeconds : double.NaN);
        Gauge("plugin.station.disk.free", "By", "Free where the data folder is.", s => s.Resources.DiskFree);
        Gauge("plugin.station.memory.free", "By", "Free on the machine.", s => s.Resources.MemoryFree);
        Gauge("plugin.station.agent.memory", "By", "Of the agent's process.", s => s.Resources.AgentMemory);
        Gauge("plugin.station.agent.cpu", "{cpu}", "Processors that the agent uses.", s => s.Resources.AgentCpu);
    }

    /// <summary>Where the gauges look. One station in a process.</summary>
    internal static void Observe(Func<StationStatus?> last) => _last = last;

    /// <summary>Taking a run that the hub offered, in the trace that ordered it.</summary>
    internal static Activity? Claim(OpenRun run) =>
        Source.StartActivity("run claim", ActivityKind.Internal, ActivityContext.TryParse(run.Traceparent, null, isRemote: true, out var context) ? context : default)?
            .SetTag("plugin.run", run.RunId).SetTag("plugin.task", run.TaskId);

    /// <summary>The hub's word that a run is over, in the trace of whoever ended it; the attempt itself stops in the trace that ordered it.</summary>
    internal static Activity? Kill(RunKilled killed) =>
        Source.StartActivity("run kill", ActivityKind.Internal, ActivityContext.TryParse(killed.Traceparent, null, isRemote: true, out var context) ? context : default)?
            .SetTag("plugin.run", killed.RunId).SetTag("plugin.attempt", killed.Attempt);

    /// <summary>
    /// One stage of an attempt. All stages of an attempt are in one trace, also those of a later agent: the one that ordered the run, where the hub tells
    /// it. The hub has its id in the events that the station's reports caused.
    /// </summary>
    internal static Activity? Stage(string stage, ClaimGranted grant) =>
        Of(grant, Source.StartActivity($"run {stage}", ActivityKind.Internal, TraceOf(grant)))?.SetTag("plugin.image", grant.Image);

    /// <summary>From the start of the container, or since this agent looks after it, to its end.</summary>
    internal static Activity? Container(ClaimGranted grant) => Of(grant, Source.StartActivity("container"));

    /// <summary>
    /// A request of an algorithm. Its own span is believed only within the trace of its run: nobody writes into another's.
    /// </summary>
    internal static Activity? Asked(HttpContext http, ClaimGranted grant)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var own = TraceOf(grant);
        var parent = ActivityContext.TryParse(http.Request.Headers.TraceParent, null, isRemote: true, out var told) && told.TraceId == own.TraceId ? told : own;
        return Of(grant, Source.StartActivity($"proxy {http.Request.Method}", ActivityKind.Server, parent));
    }

    /// <summary>What an algorithm goes on with: the present span, or the trace of the hub where the station itself traces nothing.</summary>
    internal static string? TraceparentOf(ClaimGranted grant) => Activity.Current?.Id ?? grant.Traceparent;

    internal static async Task<T> Timed<T>(string call, Task<T> asked)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await asked;
        Answered(call, began);
        return answer;
    }

    internal static async Task Timed(string call, Task asked)
    {
        var began = Stopwatch.GetTimestamp();
        await asked;
        Answered(call, began);
    }

    internal static void StageOver(string stage, TimeSpan took) => Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));

    internal static void RunEnded(string state) => Ended.Add(1, new KeyValuePair<string, object?>("state", state));

    internal static void HubSilent() => Silences.Add(1);

    private static void Answered(string call, long began) =>
        Calls.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("call", call));

    private static Activity? Of(ClaimGranted grant, Activity? activity) =>
        activity?.SetTag("plugin.run", grant.RunId).SetTag("plugin.attempt", grant.Attempt).SetTag("plugin.task", grant.TaskId);

    private static ActivityContext TraceOf(ClaimGranted grant)
    {
        if (ActivityContext.TryParse(grant.Traceparent, null, isRemote: true, out var ordered))
        {
            return ordered;
        }

        // The token is the attempt's own and known to nobody else, so nobody else's trace has this id.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(grant.RunToken));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)), ActivityTraceFlags.Recorded);
    }

    private static void Gauge(string name, string unit, string description, Func<StationStatus, double> value) =>
        Meter.CreateObservableGauge(name, () => _last() is { } status ? [new Measurement<double>(value(status))] : Array.Empty<Measurement<double>>(), unit, description);
}
