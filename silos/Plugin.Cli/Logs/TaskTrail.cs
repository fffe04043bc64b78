using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;

namespace Plugin.Cli.Logs;

/// <summary>Finds the events of a task, its runs and its subtasks. It reads the whole log: a hub is not needed, nor its lists.</summary>
internal static class TaskTrail
{
    private const int PageSize = 2000;

    public static async Task<IReadOnlyList<TrailEvent>> Of(IEventLog log, IVaultTable vault, int task, CancellationToken cancellationToken)
    {
        var words = new Dictionary<string, Words>();
        var streams = new HashSet<string> { $"task-{task}" };
        var trail = new List<TrailEvent>();
        for (var position = 0L; ;)
        {
            var page = await log.Read(position, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                return trail;
            }

            foreach (var stored in page)
            {
                Learn(stored, streams);
                if (streams.Contains(stored.Stream) || IsReadingOf(stored, streams))
                {
                    trail.Add(TrailEvent.Of(stored) with { Cause = await CauseOf(stored, words, vault, cancellationToken) });
                }
            }

            position = page[^1].Position;
        }
    }

    // A run's first event comes before all others of it, and says whose key its words are under.
    private static async Task<string?> CauseOf(
        StoredEvent stored, Dictionary<string, Words> words, IVaultTable vault, CancellationToken cancellationToken)
    {
        if (!stored.Name.StartsWith("run.", StringComparison.Ordinal) || Decode(stored) is not { } @event)
        {
            return null;
        }

        if (!words.TryGetValue(stored.Stream, out var known))
        {
            words.Add(stored.Stream, known = await Words.Of(vault, @event, stored.Stream, cancellationToken));
        }

        return known.CauseOf(@event);
    }

    private static DomainEvent? Decode(StoredEvent stored)
    {
        try
        {
            return EventCodec.Decode(stored.Name, stored.Data.Span);
        }
        // Damaged, or of a newer version: it is shown all the same.
        catch (Exception e) when (e is JsonException or UnknownEventException)
        {
            return null;
        }
    }

    private static bool IsReadingOf(StoredEvent stored, HashSet<string> streams) =>
        stored.Name.StartsWith("reading.", StringComparison.Ordinal)
        && TrailEvent.Of(stored).Data is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("task", out var task) && streams.Contains($"task-{task}");

    // A task names its runs and its parent when it is created, before anything else happens to them.
    private static void Learn(StoredEvent stored, HashSet<string> streams)
    {
        if (!stored.Name.StartsWith("task.created/", StringComparison.Ordinal))
        {
            return;
        }

        var created = TrailEvent.Of(stored).Data;
        if (created.ValueKind == JsonValueKind.Object && created.TryGetProperty("parent", out var parent) && streams.Contains($"task-{parent}"))
        {
            streams.Add(stored.Stream);
        }

        if (streams.Contains(stored.Stream) && created.ValueKind == JsonValueKind.Object && created.TryGetProperty("runs", out var runs))
        {
            streams.UnionWith(runs.EnumerateArray().Select(run => $"run-{run.GetProperty("run")}"));
        }
    }
}
