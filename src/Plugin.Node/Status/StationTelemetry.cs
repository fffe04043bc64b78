using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
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
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("plugin.station.stage.duration", "s", "How long attempts stay in a stage, by stage.");
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

    /// <summary>
    /// One stage of an attempt. All stages of an attempt are one trace, also those of a later agent; the hub has its id in the events that the station's
    /// reports caused.
    /// </summary>
    internal static Activity? Stage(string stage, ClaimGranted grant)
    {
        var activity = Source.StartActivity($"run {stage}", ActivityKind.Internal, TraceOf(grant));
        activity?.SetTag("plugin.run", grant.RunId).SetTag("plugin.attempt", grant.Attempt).SetTag("plugin.task", grant.TaskId).SetTag("plugin.image", grant.Image);
        return activity;
    }

    internal static void StageOver(string stage, TimeSpan took) => Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));

    internal static void RunEnded(string state) => Ended.Add(1, new KeyValuePair<string, object?>("state", state));

    internal static void HubSilent() => Silences.Add(1);

    // The token is the attempt's own and known to nobody else, so nobody else's trace has this id.
    private static ActivityContext TraceOf(ClaimGranted grant)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(grant.RunToken));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)), ActivityTraceFlags.Recorded);
    }

    private static void Gauge(string name, string unit, string description, Func<StationStatus, double> value) =>
        Meter.CreateObservableGauge(name, () => _last() is { } status ? [new Measurement<double>(value(status))] : Array.Empty<Measurement<double>>(), unit, description);
}
