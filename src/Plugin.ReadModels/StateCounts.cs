using Dapper;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>How many there are in which state. Counts what is open or registered, so it does not grow with history.</summary>
public sealed class StateCounts(IReadTables tables)
{
    private const string OpenRuns = """select state as "State", count(*) as "Count" from open_runs group by state""";
    private const string Nodes = """select coalesce(status, 'offline') as "State", count(*) as "Count" from nodes group by coalesce(status, 'offline')""";

    public Task<IReadOnlyList<StateCount>> OfOpenRuns(CancellationToken cancellationToken) => Counted(OpenRuns, cancellationToken);

    public Task<IReadOnlyList<StateCount>> OfNodes(CancellationToken cancellationToken) => Counted(Nodes, cancellationToken);

    private async Task<IReadOnlyList<StateCount>> Counted(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        return [.. await connection.QueryAsync<StateCount>(new CommandDefinition(sql, cancellationToken: cancellationToken))];
    }
}

public sealed record StateCount(string State, long Count);
