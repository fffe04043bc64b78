using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Plugin.Contracts.Station;

namespace Plugin.Policies;

/// <summary>A data source that a task asks for and this station has.</summary>
/// <param name="Preprocessing">JSON.</param>
public sealed record RequestedDatabase(DatabaseConfig Source, string? Query, string? SheetName, string? Preprocessing)
{
    /// <summary>All that a task asks for, in its order: algorithms go by it.</summary>
    /// <param name="isThere">Whether the file of a source is in its place.</param>
    /// <param name="refusal">Why the task cannot have them, in words for whoever wrote it.</param>
    public static bool TryFind(
        IReadOnlyList<ClaimedDatabase> wanted, IReadOnlyList<DatabaseConfig> offered, Predicate<DatabaseConfig> isThere,
        [NotNullWhen(true)] out IReadOnlyList<RequestedDatabase>? found, [NotNullWhen(false)] out string? refusal)
    {
        var requested = new List<RequestedDatabase>();
        (found, refusal) = (null, null);
        foreach (var database in wanted)
        {
            if (offered.FirstOrDefault(d => d.Label == database.Label) is not { } source)
            {
                refusal = $"This station has no data source '{database.Label}'. {Named(offered)}";
                return false;
            }

            if (!isThere(source))
            {
                refusal = $"The data source '{database.Label}' of this station is missing at the moment.";
                return false;
            }

            if (Parsed(source, database.Parameters) is not { } one)
            {
                refusal = $"The parameters of the data source '{database.Label}' are not a JSON object.";
                return false;
            }

            // The variables of a source bear its label, so there is one set of them.
            if (requested.Any(other => other.Source == source && other != one))
            {
                refusal = $"The task asks for the data source '{database.Label}' twice with different parameters; an algorithm can be given only one of them.";
                return false;
            }

            requested.Add(one);
        }

        found = requested;
        return true;
    }

    private static string Named(IReadOnlyList<DatabaseConfig> offered) => offered.Count == 0
        ? "It has none at all."
        : $"It has {string.Join(", ", offered.Select(d => $"'{d.Label}'"))}.";

    private static RequestedDatabase? Parsed(DatabaseConfig source, string parameters)
    {
        try
        {
            using var json = JsonDocument.Parse(parameters.Length == 0 ? "{}" : parameters);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestedDatabase(source, Text("query"), Text("sheet_name"), Given("preprocessing")?.GetRawText())
                : null;

            JsonElement? Given(string key) =>
                json.RootElement.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

            string? Text(string key) => Given(key) is { } value
                ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
