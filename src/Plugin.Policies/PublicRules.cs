using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Policies;

/// <summary>
/// What a station tells of its rules, so that the hub can say beforehand what they would say of a task: with the same code, as far as it goes without
/// the data. The station judges again, and only that counts.
/// </summary>
public sealed record PublicRules(PolicyConfig Policies, IReadOnlyList<PublicRules.Source> Sources)
{
    /// <summary>The key under which a station tells them, in as many parts as it takes.</summary>
    public const string Fact = "rules";

    private const int LongestPart = 4000;
    private const int MostParts = 16;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public sealed record Source(string Label, string Type, SourceRules Rules);

    /// <summary>None where people are named: what is told stays in the hub's log for ever. None, too, of rules that are longer than a station may tell.</summary>
    public static IReadOnlyList<string> Told(PolicyConfig policies, IReadOnlyList<DatabaseConfig> databases)
    {
        if (policies.Approval.Concat(policies.Hold).SelectMany(rule => rule.Users).Concat(policies.AllowedUsers)
            .Concat(databases.SelectMany(d => d.Rules.Users)).Any(user => !user.All(char.IsAsciiDigit)))
        {
            return [];
        }

        var rules = new PublicRules(policies, [.. databases.Select(d => new Source(d.Label, d.Type, d.Rules))]);
        string[] parts = [.. JsonSerializer.Serialize(rules, Json).Chunk(LongestPart).Select(part => new string(part))];
        return parts.Length <= MostParts ? parts : [];
    }

    /// <summary>Null where none are told, or not in this form.</summary>
    public static StationPolicies? Read(IEnumerable<string> parts)
    {
        var text = string.Concat(parts);
        try
        {
            return text.Length == 0 || JsonSerializer.Deserialize<PublicRules>(text, Json) is not { } rules ? null : rules.Checked();
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <exception cref="ArgumentException">An entry is no expression, or a label comes twice.</exception>
    private StationPolicies Checked()
    {
        foreach (var entry in (IEnumerable<string>)
            [
                .. Policies.AllowedImages, .. Policies.AllowedStores, .. Policies.Approval.Concat(Policies.Hold).SelectMany(rule => rule.Images),
                .. Sources.SelectMany(source => source.Rules.Images),
            ])
        {
            ImageList.Check(entry);
        }

        return new StationPolicies(
            Policies, [.. Sources.Select(source => new DatabaseConfig(source.Label, "", source.Type, new Dictionary<string, string>()) { Rules = source.Rules })]);
    }
}
