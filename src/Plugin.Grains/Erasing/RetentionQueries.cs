using System.Data.Common;
using Plugin.EventLog;

namespace Plugin.Grains.Erasing;

/// <summary>A policy with an end, for one collaboration or (0) for all that have none of their own.</summary>
internal sealed record AppliedPolicy(long Collaboration, int Days, bool Texts);

/// <summary>An ended run whose contents are still there.</summary>
/// <param name="Task">0 where the run's own stream has to tell.</param>
internal sealed record KeptRun(long Run, int Task, long EndedAt);

/// <summary>What the retention duty reads; the tables are those of the projections, by name.</summary>
internal static class RetentionQueries
{
    private const int PageSize = 500;

    private const string OfOne = "collaboration = @collaboration";
    private const string OfOthers = "not exists (select 1 from retention_policies p where p.collaboration = kept_contents.collaboration)";

    public static async Task<IReadOnlyList<AppliedPolicy>> Policies(IReadTables tables, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select collaboration, days, texts from retention_policies where days is not null order by collaboration";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var policies = new List<AppliedPolicy>();
        while (await reader.ReadAsync(cancellationToken))
        {
            policies.Add(new AppliedPolicy(reader.GetInt64(0), (int)reader.GetInt64(1), reader.GetBoolean(2)));
        }

        return policies;
    }

    /// <summary>The next page of runs that ended before the policy's time, those that ended first first.</summary>
    public static async Task<IReadOnlyList<KeptRun>> Due(
        IReadTables tables, AppliedPolicy policy, DateTimeOffset now, KeptRun? after, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        await using var command = connection.CreateCommand();
        // Made of the two constants above.
#pragma warning disable CA2100
        command.CommandText = $"""
            select run, task, ended_at from kept_contents
            where {(policy.Collaboration == 0 ? OfOthers : OfOne)} and ended_at <= @till
                and (ended_at, run) > (@ended, @run)
            order by ended_at, run limit {PageSize}
            """;
#pragma warning restore CA2100
        var till = (now - TimeSpan.FromDays(policy.Days) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Add(command, "@till", till);
        Add(command, "@ended", after?.EndedAt ?? long.MinValue);
        Add(command, "@run", after?.Run ?? 0);
        if (policy.Collaboration != 0)
        {
            Add(command, "@collaboration", policy.Collaboration);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<KeptRun>();
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add(new KeptRun(reader.GetInt64(0), (int)reader.GetInt64(1), reader.GetInt64(2)));
        }

        return runs;
    }

    private static void Add(DbCommand command, string name, long value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
