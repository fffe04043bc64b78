using System.Text.Json;
using Plugin.Bench.Logs;
using Plugin.EventLog;
using Plugin.EventLog.Proving;

namespace Plugin.Bench.Api;

/// <summary>
/// The database of a hub with a long history. Filling a million tasks takes minutes, so it stays for the other parts; with PLUGIN_BENCH_KEEP=1
/// also for the next run of the same program: then the part measures at once.
/// </summary>
internal static class KeptHistory
{
    private static readonly bool Keep = Environment.GetEnvironmentVariable("PLUGIN_BENCH_KEEP") == "1";
    private static readonly Dictionary<string, PostgresSubject> Made = new(StringComparer.Ordinal);

    /// <summary>Whose hub may be started, one at a time.</summary>
    public static async Task<(PostgresSubject Subject, Hospitals Hospitals)> Of(
        string size, int tasks, Figures figures, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(Environment.CurrentDirectory, "artifacts", $"bench-history-{size}"));
        var facts = Path.Combine(folder.FullName, "hospitals.json");
        var subject = Made[size] = PostgresSubject.Named($"plugin_bench_history_{size}", folder);
        if (File.Exists(facts) && await subject.Exists(cancellationToken))
        {
            var known = JsonSerializer.Deserialize<Hospitals>(await File.ReadAllTextAsync(facts, cancellationToken))!;
            // Brings the read tables up to date: a hub would do it at its start, for longer than one waits for a start.
            await using (var kept = await subject.Open(new History(known, tasks).Projector, cancellationToken))
            {
                await Prove(kept, cancellationToken);
                return (subject, known);
            }
        }

        await subject.CreateAnew(cancellationToken);
        Hospitals hospitals;
        await using (var hub = subject.Hub)
        {
            await hub.Serve();
            hospitals = await Hospitals.Register(hub);
        }

        var history = new History(hospitals, tasks);
        await using (var store = await subject.Open(history.Projector, cancellationToken))
        {
            figures.Set($"api.fill.{size}.s", (await history.Fill(store, cancellationToken)).TotalSeconds);
            await Prove(store, cancellationToken);
        }

        await subject.Settle(cancellationToken);
        await File.WriteAllTextAsync(facts, JsonSerializer.Serialize(hospitals), cancellationToken);
        return (subject, hospitals);
    }

    public static async Task Forget()
    {
        if (Keep)
        {
            return;
        }

        foreach (var subject in Made.Values)
        {
            await subject.DisposeAsync();
        }
    }

    // A hub whose log grew event by event made its hash tiles on the way. Without them it would make four million events' during the measuring.
    private static async Task Prove(IStore store, CancellationToken cancellationToken) =>
        await new LogTree(store).Root(await store.Log.Head(cancellationToken), cancellationToken);
}
