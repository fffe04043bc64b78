using System.Collections.Concurrent;
using System.Text.Json;
using Plugin.EventLog;

namespace Plugin.Grains.Runs;

/// <summary>
/// What attempts under way have printed, as far as their stations share it: the end of it, in the live tables, so that it is gone with the attempt. What
/// is kept of it is the log of the run's report.
/// </summary>
public sealed class LiveLogs(IStore store)
{
    private const string Prefix = "log-";
    private const int MostShown = 10_000;

    // Shown through this silo and not forgotten: most attempts show nothing, and need not be looked for at their end.
    private readonly ConcurrentDictionary<string, bool> _shown = new(StringComparer.Ordinal);

    /// <summary>In place of what was shown before.</summary>
    public Task Show(int run, int attempt, ShownLog log, CancellationToken cancellationToken)
    {
        if (_shown.Count > MostShown)
        {
            // Those whose end this silo never heard of, almost all; the sweep finds what is left of them.
            _shown.Clear();
        }

        _shown[Key(run, attempt)] = true;
        return store.Live.Seen([new Heartbeat(Key(run, attempt), "", JsonSerializer.Serialize(log))], cancellationToken);
    }

    public async Task<ShownLog?> Find(int run, int attempt, CancellationToken cancellationToken) =>
        await store.Live.Presences(Key(run, attempt), cancellationToken) is [var found]
            ? JsonSerializer.Deserialize<ShownLog>(found.Content)
            : null;

    /// <summary>What another silo was shown is left to the sweep.</summary>
    public Task Forget(int run, int attempt, CancellationToken cancellationToken) =>
        _shown.TryRemove(Key(run, attempt), out _) ? store.Live.Forget(Key(run, attempt), cancellationToken) : Task.CompletedTask;

    /// <summary>Of attempts that ended without a report of their station, or with one to another silo than they were shown to.</summary>
    public async Task Sweep(CancellationToken cancellationToken)
    {
        var shown = await store.Live.Presences(Prefix, cancellationToken);
        if (shown.Count == 0)
        {
            return;
        }

        var open = new HashSet<string>();
        foreach (var state in (string[])["active", "unreachable", "held"])
        {
            open.UnionWith((await Stations.OpenRun.InState(store.Read, state, cancellationToken)).Select(run => Key(run.Run, run.Attempt)));
        }

        foreach (var over in shown.Where(log => !open.Contains(log.Key)))
        {
            await store.Live.Forget(over.Key, cancellationToken);
        }
    }

    // With an end of its own, so that no key is the beginning of another.
    private static string Key(int run, int attempt) => $"{Prefix}{run}.{attempt}.";
}

/// <param name="Printed">How many characters the attempt has printed in all.</param>
/// <param name="Text">The last of them.</param>
public sealed record ShownLog(long Printed, string Text);
