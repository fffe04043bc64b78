using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plugin.EventLog;

/// <summary>Traces and metrics of the log. Where nobody listens an append costs two looks at a field more.</summary>
public static class LogTelemetry
{
    /// <summary>Of the source of traces and of the meter.</summary>
    public const string Name = "Plugin.EventLog";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "plugin.log.append.duration", "s", "From an author's call to the flushed commit, by outcome.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        });

    private static readonly Histogram<int> Batch = Meter.CreateHistogram(
        "plugin.log.batch.size", "{append}", "Appends that were committed together.", advice: new InstrumentAdvice<int>
        {
            HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
        });

    private static readonly Counter<long> Events = Meter.CreateCounter<long>("plugin.log.events", "{event}", "Events appended by this silo.");

    internal static void Committed(int appends, int events)
    {
        Batch.Record(appends);
        Events.Add(events);
    }

    /// <summary>One append of one author. Not used twice.</summary>
    internal readonly struct Appending : IDisposable
    {
        private readonly long _began;
        private readonly Activity? _activity;

        private Appending(Activity? activity)
        {
            _began = Stopwatch.GetTimestamp();
            _activity = activity;
        }

        public static Appending Begin() => new(Source.StartActivity("log append"));

        public void Stored(Appended appended)
        {
            Over(appended.Replayed ? "replayed" : "stored");
            if (_activity is { IsAllDataRequested: true } && !appended.Replayed)
            {
                _activity.SetTag("plugin.log.position", appended.LastPosition).SetTag("plugin.log.events", appended.LastPosition - appended.FirstPosition + 1);
            }
        }

        /// <summary>For an exception filter: the exception goes on.</summary>
        public bool Failed(Exception exception)
        {
            var outcome = exception switch
            {
                StreamConflictException => "conflict",
                KeyTakenException => "taken",
                OperationCanceledException => "cancelled",
                LogUnavailableException => "unavailable",
                _ => "failed",
            };
            Over(outcome);
            // A conflict is decided again, and a taken key is an answer.
            _activity?.SetStatus(outcome is "unavailable" or "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            return false;
        }

        public void Dispose() => _activity?.Dispose();

        private void Over(string outcome)
        {
            if (Duration.Enabled)
            {
                Duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
            }

            _activity?.SetTag("outcome", outcome);
        }
    }
}
