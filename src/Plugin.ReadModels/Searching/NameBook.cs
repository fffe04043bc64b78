using System.Text.Json.Nodes;
using Plugin.EventLog;

namespace Plugin.ReadModels.Searching;

/// <summary>
/// What people call the things that streams are about: from the lists, and for what is in no list any more from its own events, as long as the key
/// of its words exists.
/// </summary>
public sealed class NameBook(IStore store)
{
    private const int MostNames = 2000;

    private static readonly Dictionary<string, string> Lists = new()
    {
        ["organisation"] = Tables.Organisations,
        ["collaboration"] = Tables.Collaborations,
        ["study"] = Tables.Studies,
        ["algorithm_store"] = Tables.AlgorithmStores,
        ["role"] = Tables.Roles,
        ["user"] = Tables.Users,
        ["node"] = Tables.Nodes,
        ["task"] = Tables.Tasks,
    };

    /// <summary>Of all that the events name, and of those who caused them.</summary>
    public Task<IReadOnlyDictionary<string, string?>> Of(IEnumerable<StoredEvent> events, CancellationToken cancellationToken) =>
        Of(events.SelectMany(EventWords.Of), cancellationToken);

    /// <summary>By stream, null for a name that was erased. What has no name, and what never was, is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> Of(IEnumerable<string> streams, CancellationToken cancellationToken)
    {
        var names = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        var things = streams.Distinct().Select(Thing).OfType<(string Stream, string Table, long Id)>().Take(MostNames).ToArray();
        foreach (var table in things.GroupBy(thing => thing.Table))
        {
            var rows = (await store.Read.WhereAny(
                table.Key, "id", [.. table.Select(thing => (object)thing.Id)], MostNames, cancellationToken)).ToDictionary(row => (long)row["id"]!);
            foreach (var (stream, _, id) in table)
            {
                if (rows.TryGetValue(id, out var row) && InWords(column => row.GetValueOrDefault(column) as string) is { Length: > 0 } name)
                {
                    names[stream] = name;
                }
                else if (await Former(stream, cancellationToken) is (true, var former))
                {
                    names[stream] = former;
                }
            }
        }

        return names;
    }

    private async Task<(bool Was, string? Name)> Former(string stream, CancellationToken cancellationToken)
    {
        var events = await store.Log.ReadStream(stream, 0, cancellationToken);
        var fields = new Dictionary<string, string?>();
        foreach (var opened in (await OpenedEvents.Of(events, store.Vault, cancellationToken)).OfType<JsonObject>())
        {
            foreach (var (field, value) in opened.Where(field => field.Key is "name" or "user_name" or "first_name" or "last_name"))
            {
                fields[field.Replace("_", "", StringComparison.Ordinal)] = (string?)value;
            }
        }

        return (events.Count > 0, InWords(fields.GetValueOrDefault));
    }

    private static string? InWords(Func<string, string?> field)
    {
        if (field("username") is { Length: > 0 } user)
        {
            var full = $"{field("firstname")} {field("lastname")}".Trim();
            return full.Length > 0 ? $"{full} ({user})" : user;
        }

        return field("name");
    }

    private static (string Stream, string Table, long Id)? Thing(string stream) =>
        stream.LastIndexOf('-') is > 0 and var dash && Lists.TryGetValue(stream[..dash], out var table) && int.TryParse(stream.AsSpan(dash + 1), out var id)
            ? (stream, table, id)
            : null;
}
