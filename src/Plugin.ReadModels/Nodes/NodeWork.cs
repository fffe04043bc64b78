using Dapper;
using Plugin.EventLog;

namespace Plugin.ReadModels.Nodes;

/// <param name="Since">When its state began.</param>
public sealed record OpenRunOf(int Run, int Task, string Image, string State, int Attempt, DateTimeOffset Since)
{
    /// <summary>No station has begun it.</summary>
    public bool IsWaiting => State is "pending" or "awaiting approval";
}

/// <param name="WaitingSince">When the state of the first of those waiting began.</param>
public sealed record WorkOf(long Waiting, DateTimeOffset? WaitingSince, long Running);

/// <summary>What nodes have to do now. Reads what is open, so it does not grow with history.</summary>
public sealed class NodeWork(IReadTables tables)
{
    private const string Counts =
        """select node as "Node", state as "State", count(*) as "Count", min(run) as "First" from open_runs group by node, state""";

    public async Task<IReadOnlyList<OpenRunOf>> OfNode(int node, int most, CancellationToken cancellationToken) =>
        [.. (await tables.Where(OpenRunsTable.Name, "node", (long)node, most, cancellationToken)).Select(From).OrderBy(run => run.Run)];

    /// <summary>Of every node that has any.</summary>
    public async Task<IReadOnlyDictionary<int, WorkOf>> All(CancellationToken cancellationToken)
    {
        IReadOnlyList<CountOf> counts;
        await using (var connection = await tables.Open(cancellationToken))
        {
            counts = [.. await connection.QueryAsync<CountOf>(new CommandDefinition(Counts, cancellationToken: cancellationToken))];
        }

        object[] first = [.. counts.Where(count => count.State == "pending").Select(count => (object)count.First)];
        var since = first.Length == 0
            ? []
            : (await tables.WhereAny(OpenRunsTable.Name, "run", first, first.Length, cancellationToken)).Select(From).ToDictionary(run => (long)run.Run, run => run.Since);
        return counts.GroupBy(count => count.Node).ToDictionary(
            group => (int)group.Key,
            group => new WorkOf(
                group.Where(count => count.IsWaiting).Sum(count => count.Count),
                group.Where(count => since.ContainsKey(count.First)).Select(count => (DateTimeOffset?)since[count.First]).Min(),
                group.Where(count => !count.IsWaiting).Sum(count => count.Count)));
    }

    private static OpenRunOf From(IReadOnlyDictionary<string, object?> row) => new(
        (int)(long)row["run"]!, (int)(long)row["task"]!, (string)row["image"]!, (string)row["state"]!, (int)(long)row["attempt"]!,
        (DateTimeOffset)row["since"]!);

    // Not positional, for the same reason as StateCount.
    private sealed record CountOf
    {
        public required long Node { get; init; }
        public required string State { get; init; }
        public required long Count { get; init; }
        public required long First { get; init; }

        public bool IsWaiting => State is "pending" or "awaiting approval";
    }
}
