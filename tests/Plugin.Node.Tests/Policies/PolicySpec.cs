using Plugin.Contracts.Station;

namespace Plugin.Node.Tests.Policies;

/// <summary>One request that a permissive station lets in, and what a rule makes of it.</summary>
public abstract class PolicySpec
{
    protected const string Image = "registry.example.org/approved/mean:2";
    protected const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    protected const string OtherDigest = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    protected static PolicyConfig Everything { get; } = new([".*"]);

    protected static ClaimGranted Grant { get; } = new(
        5, 1, 105, 50, ParentTaskId: null, 3, StudyId: null, StoreId: 6, InitOrganizationId: 9, InitUserId: 4, OrganizationId: 7, Image,
        [new ClaimedDatabase("default", "{}")], "e30=", "run-token", 120)
    {
        InitUser = "alice",
        InitOrganization = "Alpha",
        Store = "https://store.example.org/api",
    };

    protected static Verdict Judge(
        PolicyConfig policy, SourceRules? source = null, Func<ClaimGranted, ClaimGranted>? grant = null, string? method = "mean", string? digest = "",
        RecordCount? records = null, string? query = null, string? preprocessing = null)
    {
        var database = new DatabaseConfig("default", "/data/cohort.csv", "csv", new Dictionary<string, string>()) { Rules = source ?? new() };
        return new StationPolicies(policy, [database]).Judge(
            new RunRequest(grant?.Invoke(Grant) ?? Grant, method, digest, [new RequestedDatabase(database, query, null, preprocessing)])
            {
                Records = records is null ? new Dictionary<string, RecordCount>() : new Dictionary<string, RecordCount> { ["default"] = records },
            });
    }

    /// <summary>The rule that refused, or null.</summary>
    protected static string? RefusedBy(Verdict verdict) => verdict is Verdict.No no ? no.Basis.Rules.Single() : null;
}
