using System.Globalization;
using System.Text;
using Dapper;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// A list query put together from constant pieces; values are parameters only. The SQL is what SQLite and PostgreSQL have in common.
/// </summary>
internal sealed class Query(string select, string from)
{
    private readonly StringBuilder _where = new();
    private readonly DynamicParameters _parameters = new();
    private int _count;
    private int _mostCounted = 10_000;

    /// <summary>For conditions that cost more than a look at an index: rows are counted to here instead of to ten thousand.</summary>
    public Query CountTo(int most)
    {
        _mostCounted = most;
        return this;
    }

    /// <param name="condition">With <c>@?</c> where the value goes.</param>
    /// <param name="value">Null: no such condition. An array becomes a list of parameters, since one array parameter is PostgreSQL's alone.</param>
    public Query Where(string condition, object? value)
    {
        if (value is not null)
        {
            var parameter = value is long[] ids ? Parameters(ids) : Parameter(value);
            Add(condition.Replace("@?", parameter, StringComparison.Ordinal));
        }

        return this;
    }

    public Query Where(string condition)
    {
        Add(condition);
        return this;
    }

    /// <summary>SQL wildcards as in the vantage6 filters; letter case does not matter on either engine.</summary>
    public Query Like(string column, string? pattern) => Where($"lower({column}) like lower(@?) escape '\\'", pattern);

    /// <summary>As <see cref="Like"/> with several patterns of which one has to match; none at all is no condition.</summary>
    public Query LikeAny(string column, IReadOnlyCollection<string> patterns) =>
        patterns.Count == 0
            ? this
            : Where(string.Join(" or ", patterns.Select(pattern => $"lower({column}) like lower({Parameter(pattern)}) escape '\\'")));

    /// <summary>No ids match no rows; null means no restriction.</summary>
    public Query In(string column, IReadOnlyCollection<int>? ids) =>
        ids is { Count: 0 } ? Where("1 = 0") : Where($"{column} in @?", ids?.Select(id => (long)id).ToArray());

    /// <summary>Keeps what the access table lets the reader see.</summary>
    /// <param name="collaborations">The condition for things tied to one of these collaborations, with <c>@?</c>; null where there is no such tie.</param>
    /// <param name="organisations">Likewise for organisations, <paramref name="owners"/> for users.</param>
    /// <param name="roles">The condition for roles seen for themselves.</param>
    /// <param name="job">The column of the job, for callers that see one job only.</param>
    public Query Within(Reach reach, string? collaborations, string? organisations, string? owners = null, string? job = null,
        string? roles = null)
    {
        if (reach.Everything)
        {
            return this;
        }

        var ties = new List<string>();
        Tie(collaborations, [.. reach.Collaborations.Select(id => (long)id.Value)], job is null ? null : reach.Job);
        Tie(organisations, [.. reach.Organisations.Select(id => (long)id.Value)], null);
        Tie(owners, [.. reach.Owners.Select(id => (long)id.Value)], null);
        Tie(roles, [.. reach.Roles.Select(id => (long)id.Value)], null);
        return Where(ties.Count == 0 ? "1 = 0" : string.Join(" or ", ties));

        void Tie(string? condition, long[] ids, TaskId? within)
        {
            if (condition is null || ids.Length == 0)
            {
                return;
            }

            var tie = condition.Replace("@?", Parameters(ids), StringComparison.Ordinal);
            ties.Add(within is { } only ? $"({tie} and {job} = {Parameter((long)only.Value)})" : tie);
        }
    }

    public async Task<PageOf<T>> Page<T>(
        IReadTables tables, PageRequest page, IReadOnlyDictionary<string, string> sortable, string order,
        CancellationToken cancellationToken)
    {
        _parameters.Add("limit", page.Size);
        _parameters.Add("offset", page.Offset);
        _parameters.Add("counted", _mostCounted + 1);
        var keys = page.Sort.Select(key => $"{sortable[key.Name]} {(key.Descending ? "desc" : "asc")}").Append(order);
        var sql = $"""
            {select} {from} {_where} order by {string.Join(", ", keys)} limit @limit offset @offset;
            select count(*) from (select 1 as one {from} {_where} limit @counted) as counted
            """;
        await using var connection = await tables.Open(cancellationToken);
        await using var results = await connection.QueryMultipleAsync(
            new CommandDefinition(sql, _parameters, cancellationToken: cancellationToken));
        var rows = (await results.ReadAsync<T>()).AsList();
        var counted = await results.ReadSingleAsync<long>();
        return new PageOf<T>(rows, Math.Min(counted, _mostCounted), counted <= _mostCounted);
    }

    public async Task<IReadOnlyList<T>> All<T>(IReadTables tables, string order, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        var rows = await connection.QueryAsync<T>(
            new CommandDefinition($"{select} {from} {_where} order by {order}", _parameters, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    public async Task<T?> Single<T>(IReadTables tables, CancellationToken cancellationToken)
    {
        await using var connection = await tables.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<T>(
            new CommandDefinition($"{select} {from} {_where}", _parameters, cancellationToken: cancellationToken));
    }

    private string Parameters(long[] ids) => $"({string.Join(", ", ids.Select(Parameter))})";

    private string Parameter<T>(T value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_count++}");
        _parameters.Add(name, value);
        return name;
    }

    private void Add(string condition) => _where.Append(_where.Length == 0 ? "where (" : " and (").Append(condition).Append(')');
}
