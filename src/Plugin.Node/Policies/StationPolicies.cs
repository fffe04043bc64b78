using System.Text.Json;
using System.Text.RegularExpressions;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;

namespace Plugin.Node.Policies;

/// <summary>What this station allows, decided before anything is started. The hub cannot override a no.</summary>
public sealed class StationPolicies(PolicyConfig policy, IReadOnlyList<DatabaseConfig> databases)
{
    // The whole name has to match: a pattern that forgets its end must not allow a longer name. Linear time, because names come from outside.
    private readonly IReadOnlyList<Regex> _allowedImages =
        [.. policy.AllowedImages.Select(p => new Regex($"^(?:{p})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];

    public Verdict Judge(ClaimGranted grant)
    {
        var rule = _allowedImages.Select((p, i) => p.IsMatch(grant.Image) ? policy.AllowedImages[i] : null).FirstOrDefault(r => r is not null);
        if (rule is null)
        {
            return new Verdict.No(RunStatus.NotAllowed, $"The image '{grant.Image}' is not among those that this station allows.");
        }

        var requested = new List<RequestedDatabase>();
        foreach (var database in grant.Databases)
        {
            if (databases.FirstOrDefault(d => d.Label == database.Label) is not { } source)
            {
                return new Verdict.No(RunStatus.Failed, $"This station has no data source '{database.Label}'. {Offered}");
            }

            if (source.IsPath && !File.Exists(source.Uri) && !Directory.Exists(source.Uri))
            {
                return new Verdict.No(RunStatus.Failed, $"The data source '{database.Label}' of this station is missing at the moment.");
            }

            if (Requested(source, database.Parameters) is not { } parameters)
            {
                return new Verdict.No(RunStatus.Failed, $"The parameters of the data source '{database.Label}' are not a JSON object.");
            }

            requested.Add(parameters);
        }

        return new Verdict.Yes($"policies.allowed_images '{rule}'", requested);
    }

    private string Offered => databases.Count == 0
        ? "It has none at all."
        : $"It has {string.Join(", ", databases.Select(d => $"'{d.Label}'"))}.";

    private static RequestedDatabase? Requested(DatabaseConfig source, string parameters)
    {
        try
        {
            using var json = JsonDocument.Parse(parameters.Length == 0 ? "{}" : parameters);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestedDatabase(source, Text("query"), Text("sheet_name"), Text("preprocessing"))
                : null;

            string? Text(string key) => json.RootElement.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
                ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Basis">The rules that allow it.</param>
    public sealed record Yes(string Basis, IReadOnlyList<RequestedDatabase> Databases) : Verdict;

    /// <param name="State">The final state that the run gets.</param>
    public sealed record No(string State, string Reason) : Verdict;
}
