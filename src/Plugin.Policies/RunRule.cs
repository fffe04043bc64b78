namespace Plugin.Policies;

/// <summary>Which runs a rule is about: those that fulfil every condition it names; without any, all.</summary>
internal sealed class RunRule(string key, RunRuleConfig config)
{
    private readonly ImageList _images = new(config.Images);

    public string Key => key;

    public bool AsksForDigests => _images.AsksForDigests;

    public bool AsksForMethods => config.Methods.Count > 0;

    /// <summary>What cannot be seen may be what the rule is about, so it counts as if it were.</summary>
    public bool IsAbout(RunRequest request) =>
        (_images.IsEmpty || (request.Digest is null && _images.AsksForDigests) || _images.Match(request.Grant.Image, request.Digest) is not null)
        && (config.Users.Count == 0 || Named(config.Users, request.Grant.InitUserId, request.Grant.InitUser) is not null)
        && (config.Organizations.Count == 0 || Named(config.Organizations, request.Grant.InitOrganizationId, request.Grant.InitOrganization) is not null)
        && (config.Methods.Count == 0 || request.Method is null || config.Methods.Contains(request.Method))
        && (config.Databases.Count == 0 || request.Grant.Databases.Any(d => config.Databases.Contains(d.Label)));

    /// <summary>
    /// The entry of a list of ids and names; null when there is none. Digits are always an id, and a name has to be the same letter by letter.
    /// </summary>
    public static string? Named(IReadOnlyList<string> entries, int id, string? name) => entries.FirstOrDefault(e =>
        e.All(char.IsAsciiDigit) ? int.TryParse(e, out var number) && number == id : e == name);
}
