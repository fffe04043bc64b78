using System.Diagnostics;
using Plugin.EventLog;
using Plugin.ReadModels;

namespace Plugin.Bench.Logs;

/// <summary>
/// Tasks for 36 organisations, each one append of 37 events, from 32 submitters at once; and in turns with them the same events, vault
/// entries and read rows as plain multi-row inserts in transactions of the size that the appends had. The domain's share (deciding,
/// encoding) is done before the clock runs, for both; projecting is the log's, so it counts.
/// </summary>
internal static class Submitting
{
    private const int Submitters = 32;
    private const int Tasks = 1200;
    private const int Rounds = 5;

    public static async Task Run(Engine engine, Figures figures, CancellationToken cancellationToken)
    {
        await using var subject = await engine.Create(cancellationToken);
        var submissions = new Submissions();
        await using var store = await subject.Open(submissions.Projector, cancellationToken);
        var next = 1;
        await Submit(store.Log, Take(), cancellationToken);
        await using var inserts = await subject.OpenPlain([.. submissions.Projector.Tables, PlainVault.Table], cancellationToken);
        var position = 1L;
        await Plain(Take(), Submitters);
        var (ours, plain, sizes) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var tasks = Take();
            var before = await store.Log.Head(cancellationToken);
            ours.Add(await Submit(store.Log, tasks, cancellationToken));
            sizes.Add(await Transactions.Size(store.Log, before, cancellationToken));
            plain.Add(await Plain(tasks, Math.Max(1, (int)Math.Round(sizes[^1] / Submissions.Events))));
        }

        figures.Set(engine.Figure("submit37.events_per_s"), Median.Of(ours));
        figures.Set(engine.Figure("submit37.events_per_commit"), Median.Of(sizes));
        figures.Set(engine.Figure("submit37.ratio_plain"), Median.Of(ours.Zip(plain, (o, p) => o / p)));
        figures.Set(engine.Figure("plain37.events_per_s"), Median.Of(plain));

        Append[] Take() => [.. Enumerable.Range(0, Tasks).Select(_ => submissions.Submit(next++))];

        async Task<double> Plain(Append[] tasks, int size)
        {
            var first = position;
            var transactions = new List<(List<PlainEvent> Events, List<PlainTable> Tables)>();
            foreach (var group in tasks.Chunk(size))
            {
                transactions.Add(await Rows(group, store.Vault, submissions.Projector, position, cancellationToken));
                position += transactions[^1].Events.Count;
            }

            var started = Stopwatch.GetTimestamp();
            foreach (var (events, tables) in transactions)
            {
                await inserts.Insert(events, tables, cancellationToken);
            }

            return (position - first) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private static async Task<double> Submit(IEventLog log, Append[] tasks, CancellationToken cancellationToken)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Increment(ref next) is var mine && mine < tasks.Length)
            {
                await log.Append(tasks[mine], cancellationToken);
            }
        }));
        return tasks.Length * Submissions.Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<(List<PlainEvent> Events, List<PlainTable> Tables)> Rows(
        Append[] group, IVaultTable vault, Projector projector, long position, CancellationToken cancellationToken)
    {
        var events = new List<PlainEvent>();
        var changes = new RowChanges();
        foreach (var append in group)
        {
            var projected = append.Streams.Select(s => new ProjectedEvent(s.Stream, 1, s.Events[0].Name, s.Events[0].Data, s.Events[0].Metadata)).ToArray();
            await projector.Prepare(projected, append.Vault, vault, cancellationToken);
            foreach (var @event in projected)
            {
                projector.Project(@event, changes);
            }

            events.AddRange(append.Streams.Select(s => new PlainEvent(position++, s.Stream, 1, s.Events[0])));
        }

        var tables = changes.All.GroupBy(c => c.Table).Select(rows =>
        {
            var table = projector.Tables.Single(t => t.Name == rows.Key);
            return new PlainTable(table, [.. rows.Select(row => Row(table, row))]);
        }).ToList();
        tables.Add(new PlainTable(PlainVault.Table, [.. group.SelectMany(a => a.Vault).Select(PlainVault.Row)]));
        return (events, tables);
    }

    private static object?[] Row(ReadTable table, RowChange change)
    {
        var named = change.Values.ToDictionary(v => v.Column, v => v.Value);
        return [.. change.Key, .. table.Columns.Skip(table.KeyColumns).Select(c => named.GetValueOrDefault(c.Name))];
    }
}
