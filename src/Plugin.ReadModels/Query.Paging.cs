using System.Globalization;
using Dapper;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>One page of a list.</summary>
internal sealed partial class Query
{
    /// <summary>With more ties than this, looking for each of them costs more than it saves.</summary>
    private const int MostBranches = 24;

    private (string Key, ListMemory Memory, string Joined)? _long;
    private int _mostCounted = 10_000;

    /// <summary>For conditions that cost more than a look at an index: rows are counted to here instead of to ten thousand.</summary>
    public Query CountTo(int most)
    {
        _mostCounted = most;
        return this;
    }

    /// <summary>For tables that grow with history: a page must cost the same however many rows there are before and after it.</summary>
    /// <param name="key">The column that numbers the rows; a list is in its order unless somebody sorts it otherwise.</param>
    /// <param name="joined">What is joined to the rows of the page only; it can speak of them as <c>page</c>.</param>
    public Query Long(string key, ListMemory memory, string joined = "")
    {
        _long = (key, memory, joined);
        return this;
    }

    /// <param name="order">Of rows that the page does not sort, and of those that its keys leave alike.</param>
    public async Task<PageOf<T>> Page<T>(
        IReadTables tables, PageRequest page, IReadOnlyDictionary<string, string> sortable, string order, CancellationToken cancellationToken)
    {
        var keys = page.Sort.Select(key => $"{sortable[key.Name]} {Direction(key.Descending)}");
        if (_long is not { Key: var key, Memory: var memory, Joined: var joined })
        {
            _parameters.Add("offset", page.Offset);
            var ordered = string.Join(", ", keys.Append(order));
            return await Read<T>(
                tables, $"{select} {from} {Conditions()} order by {ordered} limit {Text(page.Size)} offset @offset", Count(null), cancellationToken);
        }

        // Rows that are alike go on in the same direction, as the index does.
        var descending = page.Sort.Count == 0 || page.Sort[^1].Descending;
        var byKey = page.Sort.All(sort => sortable[sort.Name] == key);
        var sorted = byKey ? $"{key} {Direction(descending)}" : string.Join(", ", keys.Append($"{key} {Direction(descending)}"));
        var list = $"{from} {Conditions()} {sorted}{_values}";
        var mark = byKey ? memory.Near(list, page.Offset) : null;
        var ids = byKey
            ? Ids(key, descending, page.Offset - (mark?.Offset ?? 0), page.Size, mark?.Key)
            : $"select {key} as id {from} {Conditions()} order by {sorted} limit {Text(page.Size)} offset {Text(page.Offset)}";
        // The rows of the page first, and only then what takes more than an index to know of them.
        var text = $"with page as materialized ({ids}) {select} {from} join page on page.id = {key} {joined} order by {sorted}";
        var known = memory.Count(list);
        var found = await Read<T>(tables, text, known is null ? Count(key) : null, cancellationToken);
        if (byKey && found.Rows.Count > 0 && found.Rows[0] is INumbered first)
        {
            memory.Note(list, page.Offset, first.Id);
        }

        if (known is { } total)
        {
            return found with { Total = total, TotalIsExact = false };
        }

        memory.NoteCount(list, found.Total, all: found.TotalIsExact);
        return found;
    }

    private async Task<PageOf<T>> Read<T>(IReadTables tables, string text, string? count, CancellationToken cancellationToken)
    {
        var command = Command(count is null ? text : $"{text};\n{count}", cancellationToken);
        var (rows, counted) = await Ask(
            tables.OpenForLists,
            async connection =>
            {
                await using var results = await connection.QueryMultipleAsync(command);
                return ((await results.ReadAsync<T>()).AsList(), count is null ? 0 : await results.ReadSingleAsync<long>());
            },
            cancellationToken);
        return new PageOf<T>(rows, Math.Min(counted, _mostCounted), counted <= _mostCounted);
    }

    /// <summary>The keys of a page in the key's own order. Each tie has its rows in that order by an index of its own, all of them together have not.</summary>
    private string Ids(string key, bool descending, long offset, int size, long? first)
    {
        var beyond = first is { } known ? $"{key} {(descending ? "<=" : ">=")} {Text(known)}" : null;
        var direction = Direction(descending);
        var place = $"limit {Text(size)} offset {Text(offset)}";
        return _ties.Count is <= 1 or > MostBranches
            ? $"select {key} as id {from} {Conditions(beyond)} order by {key} {direction} {place}"
            : $"select id from ({Branches(key, $"order by {key} {direction} limit {Text(offset + size)}", beyond)}) b order by id {direction} {place}";
    }

    private string Count(string? key) =>
        key is null || _ties.Count is <= 1 or > MostBranches
            ? $"select count(*) from (select 1 as one {from} {Conditions()} limit {Text(_mostCounted + 1)}) as counted"
            : $"select count(*) from (select id from ({Branches(key, $"limit {Text(_mostCounted + 1)}", null)}) b limit {Text(_mostCounted + 1)}) as counted";

    private string Branches(string key, string end, string? beyond) => string.Join(
        " union ",
        _ties.Select((tie, i) => $"select id from (select {key} as id {from} {Conditions(beyond, tie)} {end}) b{Text(i)}"));

    private static string Direction(bool descending) => descending ? "desc" : "asc";

    // Of whole numbers only. The database's planner has to know how few rows are asked for.
    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row that its list knows by a number.</summary>
internal interface INumbered
{
    int Id { get; }
}
