using Plugin.Contracts;

namespace Plugin.Policies;

/// <summary>What this station allows, decided before anything is started. The hub cannot override a no. Pure: what a rule looks at is in the request.</summary>
public sealed class StationPolicies(PolicyConfig policy, IReadOnlyList<DatabaseConfig> databases)
{
    private readonly ImageList _images = new(policy.AllowedImages);
    private readonly StoreList _stores = new(policy.AllowedStores);
    private readonly IReadOnlyList<RunRule> _approval = [.. policy.Approval.Select((rule, i) => new RunRule($"policies.approval[{i}]", rule))];
    private readonly IReadOnlyList<RunRule> _hold = [.. policy.Hold.Select((rule, i) => new RunRule($"policies.hold[{i}]", rule))];
    private readonly IReadOnlyDictionary<string, SourcePolicy> _sources =
        databases.ToDictionary(d => d.Label, d => new SourcePolicy(d, d.Rules.MinimumRecords ?? policy.MinimumRecords));

    public TimeSpan DecideWithin => policy.DecideWithin;

    /// <summary>Whether the same request is to be judged again once it is known what the image's name stands for.</summary>
    public bool AsksForDigests =>
        _images.AsksForDigests || _approval.Concat(_hold).Any(r => r.AsksForDigests) || _sources.Values.Any(s => s.AsksForDigests);

    /// <summary>Whether an input that does not come with the claim is fetched to see its method.</summary>
    public bool AsksForMethods => _approval.Concat(_hold).Any(r => r.AsksForMethods) || databases.Any(d => d.Rules.Methods.Count > 0);

    /// <summary>How many records a source of this label needs to have; 0: nobody asks.</summary>
    public int MinimumOf(string label) => _sources.TryGetValue(label, out var source) ? source.Minimum : 0;

    public IReadOnlyList<DatabaseConfig> Sources => databases;

    public Verdict Judge(RunRequest request)
    {
        var basis = new List<string>();
        if ((RefusedImage(request, basis) ?? RefusedAsker(request, basis)) is var (rule, reason))
        {
            return No(rule, RunStatus.NotAllowed, reason);
        }

        if (request.Unavailable is { } unavailable)
        {
            return No("databases", RunStatus.Failed, unavailable);
        }

        foreach (var database in request.Databases)
        {
            var source = _sources[database.Source.Label];
            if (source.Refused(request, database) is var (sourceRule, sourceReason))
            {
                return No(sourceRule, RunStatus.NotAllowed, sourceReason);
            }

            basis.AddRange(source.Basis);
        }

        return _approval.FirstOrDefault(r => r.IsAbout(request)) is { } asking
            ? new Verdict.Ask(new Basis([.. basis, asking.Key], request.Method), request.Databases, $"The station's rule {asking.Key} asks for approval.")
            : new Verdict.Yes(new Basis(basis, request.Method), request.Databases);

        Verdict No(string rule, string state, string reason) => new Verdict.No(new Basis([rule], request.Method), state, reason);
    }

    /// <summary>What becomes of an output before it leaves.</summary>
    /// <param name="bytes">Its size.</param>
    public OutputVerdict JudgeOutput(RunRequest request, long bytes) =>
        policy.LargestResult is { } largest && bytes > largest
            ? new OutputVerdict.No("policies.largest_result_kb", $"The result has {bytes} bytes, and this station lets no more than {largest} leave.")
            : _hold.FirstOrDefault(r => r.IsAbout(request)) is { } holding ? new OutputVerdict.Hold(holding.Key) : new OutputVerdict.Yes();

    /// <summary>Nothing that the run says leaves before the operator has seen its result.</summary>
    public bool HoldsBack(RunRequest request) => JudgeOutput(request, bytes: 0) is OutputVerdict.Hold;

    private (string Rule, string Reason)? RefusedImage(RunRequest request, List<string> basis)
    {
        var grant = request.Grant;
        var image = _images.Match(grant.Image, request.Digest) ?? (request.Digest is null && _images.AsksForDigests ? "once its digest is known" : null);
        var store = grant.Store is null ? null : _stores.Match(grant.Store);
        // In a list without entries there is nothing that could match. Only the list of stores may be left out.
        var (isImage, isStore) = (image is not null, store is not null);
        if (policy.EitherImageOrStore ? isImage || isStore : isImage && (isStore || _stores.IsEmpty))
        {
            basis.AddRange([.. isImage ? [$"policies.allowed_images '{image}'"] : Array.Empty<string>(), .. isStore ? [$"policies.allowed_stores '{store}'"] : Array.Empty<string>()]);
            return null;
        }

        return isImage
            ? ("policies.allowed_stores", grant.Store is null
                ? "This station runs only algorithms of the stores that it allows, and the task names no store."
                : $"The algorithm store '{grant.Store}' is not among those that this station allows.")
            : ("policies.allowed_images", $"The image '{grant.Image}' is not among those that this station allows.");
    }

    private (string Rule, string Reason)? RefusedAsker(RunRequest request, List<string> basis)
    {
        if (policy.AllowedUsers.Count == 0 && policy.AllowedOrganizations.Count == 0)
        {
            return null;
        }

        var grant = request.Grant;
        if (RunRule.Named(policy.AllowedUsers, grant.InitUserId, grant.InitUser) is { } user)
        {
            basis.Add($"policies.allowed_users '{user}'");
            return null;
        }

        if (RunRule.Named(policy.AllowedOrganizations, grant.InitOrganizationId, grant.InitOrganization) is { } organization)
        {
            basis.Add($"policies.allowed_organizations '{organization}'");
            return null;
        }

        return (policy.AllowedUsers.Count == 0 ? "policies.allowed_organizations" : "policies.allowed_users",
            $"Neither user {grant.InitUserId} nor organization {grant.InitOrganizationId} is among those that this station allows.");
    }
}
