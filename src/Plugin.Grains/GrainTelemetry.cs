using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains.Stations;

namespace Plugin.Grains;

/// <summary>Traces and metrics of commands and of what stations are told. Where nobody listens nothing is measured.</summary>
public static class GrainTelemetry
{
    /// <summary>Of the source of traces and of the meter.</summary>
    public const string Name = "Plugin.Grains";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Seconds(
        "plugin.command.duration", "How long commands take at their grain, by command and outcome.", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]);

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "plugin.command.conflicts", "{conflict}", "Appends that were decided again because others had changed a stream meanwhile.");

    private static readonly Histogram<double> Told = Seconds(
        "plugin.feed.told.duration", "From the event in the log to the station's feed, for stations connected here; across machines it includes the difference of their clocks.",
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly Histogram<double> Runs = Seconds(
        "plugin.run.duration", "From the order of a run to its end at the hub, by outcome, for stations connected here.",
        [0.05, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600, 14400, 86400]);

    private static readonly Histogram<double> Silence = Seconds(
        "plugin.node.silence", "How long nodes had been silent when they were taken offline.", [5, 10, 12, 14, 15, 16, 17, 18, 20, 25, 30, 60]);

    private static readonly Counter<long> Signatures = Meter.CreateCounter<long>(
        "plugin.cosignatures", "{signature}", "Signatures of nodes under checkpoints, by outcome.");

    /// <summary>
    /// What events are to carry as their trace: the W3C <c>traceparent</c> of the request where requests are traced, else its trace id, which is also in
    /// the logs.
    /// </summary>
    public static string? Trace => Activity.Current is not { } current ? null : Source.HasListeners() ? current.Id : current.TraceId.ToHexString();

    /// <summary>The trace that ordered a run, as a <c>traceparent</c>; null where requests are not traced.</summary>
    public static async Task<string?> TraceOf(IEventLog log, RunId run, CancellationToken cancellationToken) =>
        Source.HasListeners() && await log.ReadStream(Streams.Of(run).Name, 0, cancellationToken) is [var created, ..] ? TraceIn(created.Metadata.Span) : null;

    internal static bool IsOn => Source.HasListeners() || Duration.Enabled;

    internal static async Task<Answer<TAnswer>> Measured<TAnswer>(Command<TAnswer> command, Func<Task<Answer<TAnswer>>> handle)
    {
        var (name, asked) = (command.GetType().Name, Stopwatch.GetTimestamp());
        using var activity = Source.StartActivity($"grain {name}");
        activity?.SetTag("plugin.stream", command.Owner);
        try
        {
            var answer = await handle();
            activity?.SetTag("plugin.refusal", answer.Refusal?.Code);
            Over(answer.Refusal is null ? "done" : "refused");
            return answer;
        }
        catch (Exception e) when (Failed(e))
        {
            throw;
        }

        bool Failed(Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            Over("failed");
            return false;
        }

        void Over(string outcome) => Duration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds, new("command", name), new("outcome", outcome));
    }

    internal static void Conflicted() => Conflicts.Add(1);

    /// <summary>A span from the event to its telling, in the trace that made the event. Answers what the station is to go on from.</summary>
    public static RunBecameAvailable Telling(RunBecameAvailable notice, DateTimeOffset now)
    {
        var took = now - notice.At;
        Told.Record(Math.Max(0, took.TotalSeconds));
        if (notice.Run.Traceparent is not { } parent || !ActivityContext.TryParse(parent, null, out var context))
        {
            return notice;
        }

        using var activity = Source.StartActivity(
            "feed told", ActivityKind.Producer, context, startTime: took > TimeSpan.Zero ? notice.At : now);
        activity?.SetTag("plugin.run", notice.Run.Run).SetTag("plugin.task", notice.Run.Task);
        return activity?.Id is { } id ? notice with { Run = notice.Run with { Traceparent = id } } : notice;
    }

    /// <summary>Null where nobody listens, so that nothing is read for nothing.</summary>
    internal static string? TraceIn(ReadOnlySpan<byte> metadata)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var json = new Utf8JsonReader(metadata);
        while (json.Read())
        {
            if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("trace"u8) && json.Read())
            {
                // A bare trace id has no span to go on from.
                return json.GetString() is { } trace && ActivityContext.TryParse(trace, null, out _) ? trace : null;
            }
        }

        return null;
    }

    internal static void RunOver(TimeSpan took, RunOutcome outcome) =>
        Runs.Record(Math.Max(0, took.TotalSeconds), new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    internal static void NodeWasSilent(TimeSpan silence) => Silence.Record(silence.TotalSeconds);

    internal static void Cosigned(string outcome) => Signatures.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static Histogram<double> Seconds(string name, string description, double[] boundaries) =>
        Meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
