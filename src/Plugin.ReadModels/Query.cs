using System.Data.Common;
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
internal sealed partial class Query(string select, string from)
{
    private readonly StringBuilder _where = new();
    private readonly DynamicParameters _parameters = new();
    private readonly List<string> _ties = [];
    private readonly StringBuilder _values = new();
    private int _count;

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

    /// <param name="condition">With <c>@?</c> for each of the values, in their order.</param>
    public Query Where(string condition, object[] values)
    {
        foreach (var value in values)
        {
            var place = condition.IndexOf("@?", StringComparison.Ordinal);
            condition = $"{condition[..place]}{Parameter(value)}{condition[(place + 2)..]}";
        }

        Add(condition);
        return this;
    }

    /// <summary>A value that the pieces name themselves.</summary>
    public Query With(string name, object value)
    {
        _parameters.Add(name, value);
        _values.Append(CultureInfo.InvariantCulture, $"|{value}");
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

        Tie(collaborations, [.. reach.Collaborations.Select(id => (long)id.Value)], job is null ? null : reach.Job);
        Tie(organisations, [.. reach.Organisations.Select(id => (long)id.Value)], null);
        Tie(owners, [.. reach.Owners.Select(id => (long)id.Value)], null);
        Tie(roles, [.. reach.Roles.Select(id => (long)id.Value)], null);
        return _ties.Count == 0 ? Where("1 = 0") : this;

        void Tie(string? condition, long[] ids, TaskId? within)
        {
            if (condition is null || ids.Length == 0)
            {
                return;
            }

            var alsoOfJob = within is { } only ? $" and {job} = {Parameter((long)only.Value)}" : "";
            // One condition for each id: an index that begins with the id then has the rows in the order of the list.
            _ties.AddRange(ids.Select(id => $"{condition.Replace("@?", $"({Parameter(id)})", StringComparison.Ordinal)}{alsoOfJob}"));
        }
    }

    /// <summary>Any of them, at most so many.</summary>
    public async Task<IReadOnlyList<T>> Some<T>(int most, IReadTables tables, CancellationToken cancellationToken)
    {
        var command = Command($"{select} {from} {Conditions()} limit {Text(most)}", cancellationToken);
        return await Ask(tables.OpenForLists, async connection => (await connection.QueryAsync<T>(command)).AsList(), cancellationToken);
    }

    public async Task<IReadOnlyList<T>> All<T>(IReadTables tables, string order, CancellationToken cancellationToken)
    {
        var command = Command($"{select} {from} {Conditions()} order by {order}", cancellationToken);
        return await Ask(tables.Open, async connection => (await connection.QueryAsync<T>(command)).AsList(), cancellationToken);
    }

    /// <summary>In the same round trip, what belongs to the rows.</summary>
    /// <param name="also">A statement, given the conditions of this one.</param>
    public Task<(IReadOnlyList<T> Rows, IReadOnlyList<TAlso> Also)> AllWith<T, TAlso>(
        IReadTables tables, string order, Func<string, string> also, CancellationToken cancellationToken)
    {
        var command = Command($"{select} {from} {Conditions()} order by {order};\n{also(Conditions())}", cancellationToken);
        return Ask<(IReadOnlyList<T>, IReadOnlyList<TAlso>)>(
            tables.Open,
            async connection =>
            {
                await using var results = await connection.QueryMultipleAsync(command);
                return ((await results.ReadAsync<T>()).AsList(), (await results.ReadAsync<TAlso>()).AsList());
            },
            cancellationToken);
    }

    public Task<T?> Single<T>(IReadTables tables, CancellationToken cancellationToken)
    {
        var command = Command($"{select} {from} {Conditions()}", cancellationToken);
        return Ask(tables.Open, connection => connection.QuerySingleOrDefaultAsync<T>(command), cancellationToken);
    }

    private CommandDefinition Command(string text, CancellationToken cancellationToken) =>
        new(text, _parameters, cancellationToken: cancellationToken);

    /// <summary>A connection that broke while it lay in its pool is found out only by who uses it, and then the pool is emptied: the next one is new.</summary>
    private static async Task<TAnswer> Ask<TAnswer>(
        Func<CancellationToken, Task<DbConnection>> open, Func<DbConnection, Task<TAnswer>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await open(cancellationToken);
            return await read(connection);
        }
        catch (DbException e) when (e.IsTransient && e.InnerException is not TimeoutException)
        {
            await using var connection = await open(cancellationToken);
            return await read(connection);
        }
    }

    /// <param name="more">One more condition.</param>
    /// <param name="tie">The only tie that counts; null for any of them.</param>
    private string Conditions(string? more = null, string? tie = null)
    {
        var ties = tie ?? (_ties.Count == 0 ? null : string.Join(" or ", _ties.Select(one => $"({one})")));
        string[] all = [.. new[] { _where.Length == 0 ? null : _where.ToString(), ties is null ? null : $"({ties})", more }.OfType<string>()];
        return all.Length == 0 ? "" : $"where {string.Join(" and ", all)}";
    }

    private string Parameters(long[] ids) => $"({string.Join(", ", ids.Select(Parameter))})";

    private string Parameter<T>(T value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_count++}");
        _parameters.Add(name, value);
        _values.Append(CultureInfo.InvariantCulture, $"|{value}");
        return name;
    }

    private void Add(string condition) => _where.Append(_where.Length == 0 ? "(" : " and (").Append(condition).Append(')');
}
