namespace Plugin.Policies;

/// <summary>The rules of one data source.</summary>
internal sealed class SourcePolicy(DatabaseConfig source, int minimum)
{
    private readonly ImageList _images = new(source.Rules.Images);

    public int Minimum => minimum;

    public bool AsksForDigests => _images.AsksForDigests;

    /// <summary>The rules that let a run at this source.</summary>
    public IEnumerable<string> Basis =>
    [
        .. source.Rules is { Images: [], Users: [], Organizations: [], Methods: [] } ? Array.Empty<string>() : [Allowed],
        .. minimum == 0 ? Array.Empty<string>() : [MinimumKey],
    ];

    private string Allowed => $"databases.{source.Label}.allowed";

    private string MinimumKey => source.Rules.MinimumRecords is null ? "policies.minimum_records" : $"databases.{source.Label}.minimum_records";

    /// <summary>Null when nothing speaks against it.</summary>
    public (string Rule, string Reason)? Refused(RunRequest request, RequestedDatabase wanted)
    {
        var (rules, grant) = (source.Rules, request.Grant);
        if (!_images.IsEmpty && _images.Match(grant.Image, request.Digest) is null && !(request.Digest is null && _images.AsksForDigests))
        {
            return Not("images", $"The image '{grant.Image}' may not use");
        }

        if ((rules.Users.Count > 0 || rules.Organizations.Count > 0)
            && RunRule.Named(rules.Users, grant.InitUserId, grant.InitUser) is null
            && RunRule.Named(rules.Organizations, grant.InitOrganizationId, grant.InitOrganization) is null)
        {
            return Not(
                rules.Users.Count > 0 ? "users" : "organizations",
                $"Neither user {grant.InitUserId} nor organization {grant.InitOrganizationId} may use");
        }

        if (rules.Methods.Count > 0 && (request.Method is null || !rules.Methods.Contains(request.Method)))
        {
            return Not("methods", request.Method is null ? "The input does not show which method is called, and only some may use" : $"The method '{request.Method}' may not use");
        }

        if (wanted.Query is not null && !rules.AllowsQueries)
        {
            return Not("queries", "Queries are not allowed for");
        }

        if (wanted.Preprocessing is not null && !rules.AllowsPreprocessing)
        {
            return Not("preprocessing", "Preprocessing is not allowed for");
        }

        return minimum == 0 ? null : request.Records[source.Label] switch
        {
            RecordCount.AtLeast n when n.Records >= minimum => null,
            // How many there are is not told: it would be an answer about few people.
            RecordCount.AtLeast => (MinimumKey, $"The data source '{source.Label}' has fewer than the {minimum} records that this station asks for."),
            RecordCount.Unknown n => (MinimumKey, $"This station asks for {minimum} records, and those of the data source '{source.Label}' cannot be counted: {n.Why}"),
            _ => throw new System.Diagnostics.UnreachableException("There is no other count."),
        };

        (string, string) Not(string key, string reason) => ($"{Allowed}.{key}", $"{reason} the data source '{source.Label}' of this station.");
    }
}
