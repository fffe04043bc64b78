using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts;
using Plugin.ReadModels;
using SortKey = Plugin.ReadModels.SortKey;

namespace Plugin.Api.Http;

/// <summary>The query of a list. A key that comes twice counts with its first value; keys that nobody reads do not matter.</summary>
internal sealed class Filters(HttpContext http)
{
    /// <summary>Rows of one page; a larger page is refused rather than cut, since not every client follows <c>links.next</c>.</summary>
    public const int MaxPageSize = 10_000;

    private const int DefaultPageSize = 10;

    private readonly Dictionary<string, List<string>> _errors = [];

    public string? Text(string name) =>
        http.Request.Query[name] is [{ Length: > 0 } first, ..]
            ? first.Contains('\0', StringComparison.Ordinal) ? Fail<string>(name, "Contains a character that cannot be stored.") : first
            : null;

    /// <summary>A filter that may be repeated.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        string[] texts = [.. http.Request.Query[name].OfType<string>().Where(text => text.Length > 0)];
        if (texts.Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            Fail(name, "Contains a character that cannot be stored.");
        }

        return texts;
    }

    public int? Id(string name) =>
        Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 1 ? id
        : FailValue<int>(name, "Not an id (a whole number from 1).");

    public IReadOnlyList<int>? Ids(string name)
    {
        if (http.Request.Query[name] is not { Count: > 0 } values)
        {
            return null;
        }

        var ids = new List<int>();
        foreach (var text in values.SelectMany(value => (value ?? "").Split(',')).Take(MaxPageSize))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id < 1)
            {
                return Fail<IReadOnlyList<int>>(name, "Not a list of ids.");
            }

            ids.Add(id);
        }

        return ids;
    }

    public bool? Flag(string name) =>
        Text(name) is not { } text ? null : Flags.Parse(text) ?? FailValue<bool>(name, "Not a boolean.");

    public DateTimeOffset? Time(string name) =>
        Text(name) is not { } text ? null
        : WireTime.TryParse(text, out var time) ? time
        : FailValue<DateTimeOffset>(name, "Not a date (yyyy-mm-dd) or ISO 8601 date and time.");

    /// <summary><c>include=a,b</c> or repeated.</summary>
    public bool Includes(string what) =>
        http.Request.Query["include"].Any(value => (value ?? "").Split(',').Contains(what));

    public PageRequest Page(IReadOnlyDictionary<string, string> sortable)
    {
        var number = Positive("page", 1, int.MaxValue);
        var size = Positive("per_page", DefaultPageSize, MaxPageSize);
        if ((long)(number - 1) * size > PageRequest.MaxOffset)
        {
            Fail("page", $"Lists go no further than {PageRequest.MaxOffset} rows; narrow the filters.");
        }

        var sort = new List<SortKey>();
        foreach (var key in (Text("sort") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var name = key.TrimStart('+', '-', ' ');
            if (sortable.ContainsKey(name))
            {
                sort.Add(new SortKey(name, key[0] == '-'));
            }
            else
            {
                Fail("sort", $"Cannot sort by '{name}'; possible are {string.Join(", ", sortable.Keys)}.");
            }
        }

        return new PageRequest(number, size, sort);
    }

    /// <summary>The answer to invalid filters; null when there is nothing wrong. Ask after all filters were read.</summary>
    public IResult? Invalid() =>
        _errors.Count == 0 ? null : ErrorShapes.Invalid(_errors.ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value));

    /// <summary>As <see cref="Invalid"/>, for our own routes.</summary>
    public IResult? InvalidProblem() =>
        _errors.Count == 0 ? null : ErrorShapes.Problem(
            StatusCodes.Status400BadRequest, "query.invalid", string.Join(" ", _errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}")));

    private int Positive(string name, int absent, int max) =>
        Text(name) is not { } text ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number
        : FailValue<int>(name, $"Not a whole number from 1 to {max}.") ?? absent;

    /// <summary>An error of a filter that only its list can see.</summary>
    public void Fail(string name, string error)
    {
        if (!_errors.TryGetValue(name, out var errors))
        {
            _errors[name] = errors = [];
        }

        errors.Add(error);
    }

    private T? Fail<T>(string name, string error)
        where T : class
    {
        Fail(name, error);
        return null;
    }

    private T? FailValue<T>(string name, string error)
        where T : struct
    {
        Fail(name, error);
        return null;
    }
}
