using Dapper;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>How many there are in each state, also where there are none. Counts what is open or registered, so it does not grow with history.</summary>
public sealed class StateCounts(IReadTables tables)
{
    private const string OpenRuns = """select state as "State", count(*) as "Count" from open_runs group by state""";
    private const string Nodes = """select coalesce(status, 'offline') as "State", count(*) as "Count" from nodes group by coalesce(status, 'offline')""";

    private static readonly string[] RunStates = ["pending", "awaiting approval", "claimed", "initializing", "active", "unreachable", "held"];
    private static readonly string[] NodeStates = ["online", "offline"];

    public Task<IReadOnlyList<StateCount>> OfOpenRuns(CancellationToken cancellationToken) => Counted(OpenRuns, RunStates, cancellationToken);

    public Task<IReadOnlyList<StateCount>> OfNodes(CancellationToken cancellationToken) => Counted(Nodes, NodeStates, cancellationToken);

    private async Task<IReadOnlyList<StateCount>> Counted(string sql, IReadOnlyList<string> states, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        var counts = (await connection.QueryAsync<StateCount>(new CommandDefinition(sql, cancellationToken: cancellationToken))).ToList();
        return [.. counts, .. states.Except(counts.Select(count => count.State)).Select(state => new StateCount { State = state, Count = 0 })];
    }
}

// Not positional: of a result without rows SQLite cannot tell the types, by which Dapper would look for a constructor.
public sealed record StateCount
{
    public required string State { get; init; }
    public required long Count { get; init; }
}
