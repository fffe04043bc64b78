using System.Diagnostics;
using Plugin.Api.Authentication;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Grains.Tasks;
using Plugin.Policies;
using Plugin.ReadModels.Nodes;
using RunRequest = Plugin.Policies.RunRequest;

namespace Plugin.Api.Tasks;

/// <param name="Store">The address of the store that vouches for the image; null without one.</param>
/// <param name="Organisation">The name of the caller's.</param>
internal sealed record Trial(
    string Image, string? Method, string? Store, IReadOnlyList<DatabaseRequest> Databases, UserCaller Caller, string? Organisation, bool Encrypted);

/// <summary>What a node that is there would say, by what it tells about itself. Pure.</summary>
internal static class DryRunJudge
{
    private const string Online = "online";

    public static DryRunAnswer Judge(Trial trial, NodeRow node)
    {
        if (Told(node, "encryption") is { } encryption && (encryption == "true") != trial.Encrypted)
        {
            return Refused(
                node, "encryption.station",
                trial.Encrypted ? "Its station has no key, and the collaboration is encrypted." : "Its station encrypts, and the collaboration does not.");
        }

        if (TaskPosting.IsChoosy(node) && !TaskPosting.Welcomes(node, trial.Caller, trial.Organisation))
        {
            return Refused(node, "policies.allowed_users", "It takes no tasks from you.");
        }

        return PublicRules.Read(node.Facts.Where(fact => fact.Key == PublicRules.Fact).Select(fact => fact.Value)) is { } rules
            ? ByRules(trial, node, rules)
            : Answer(node, DryRunVerdicts.Unknown, null, "Its station does not tell its rules.", []);
    }

    public static DryRunAnswer Refused(NodeRow node, string rule, string reason) => Answer(node, DryRunVerdicts.Refuses, rule, reason, []);

    private static DryRunAnswer ByRules(Trial trial, NodeRow node, StationPolicies rules)
    {
        var grant = Grant(trial, node);
        if (!RequestedDatabase.TryFind(grant.Databases, rules.Sources, _ => true, out var databases, out var unavailable))
        {
            return Refused(node, "databases", unavailable);
        }

        // How many records there are is not known here; what if there are enough?
        var counted = databases.Select(d => d.Source.Label).Distinct().Where(label => rules.MinimumOf(label) > 0)
            .ToDictionary(label => label, label => rules.MinimumOf(label));
        var request = new RunRequest(grant, trial.Method ?? Welcome(databases), Digest: null, databases)
        {
            Records = counted.ToDictionary(source => source.Key, source => (RecordCount)new RecordCount.AtLeast(source.Value)),
        };
        var conditions = new List<DryRunCondition>(counted.Select(source => new DryRunCondition(
            "records", $"The data source '{source.Key}' needs to have {source.Value} records.")));
        if (rules.AsksForDigests && ImageList.DigestOf(trial.Image) is null)
        {
            conditions.Add(new DryRunCondition("digest", "It also looks at the digest of the image, which is known only there."));
        }

        if (trial.Method is null && rules.AsksForMethods)
        {
            conditions.Add(new DryRunCondition("method", "It also looks at which method is called."));
        }

        if (rules.HoldsBack(request))
        {
            conditions.Add(new DryRunCondition("held", "Its operator looks at the result before it leaves."));
        }

        return rules.Judge(request) switch
        {
            Verdict.Yes => Answer(node, DryRunVerdicts.Accepts, null, null, conditions),
            Verdict.Ask ask => Answer(node, DryRunVerdicts.Asks, ask.Basis.Rules[^1], ask.Why, conditions),
            Verdict.No no => Answer(node, DryRunVerdicts.Refuses, no.Basis.Rules[0], no.Reason, conditions),
            _ => throw new UnreachableException("There is no other verdict."),
        };
    }

    // Which method is called is not known of what a central one orders; what if it is one of those that may?
    private static string? Welcome(IReadOnlyList<RequestedDatabase> databases) =>
        databases.Select(d => d.Source.Rules.Methods).Where(methods => methods.Count > 0)
            .Aggregate((IEnumerable<string>?)null, (common, methods) => common?.Intersect(methods) ?? methods)?.FirstOrDefault();

    private static DryRunAnswer Answer(NodeRow node, string verdict, string? rule, string? reason, IEnumerable<DryRunCondition> conditions) => new(
        node.OrganisationId, node.Id, node.Status, verdict, rule, reason,
        [
            .. node.Status == Online ? Array.Empty<DryRunCondition>() : [new DryRunCondition("offline", "Its node is not online: the run waits until it is.")],
            .. conditions,
        ]);

    /// <summary>What the node would be handed, as far as rules look at it.</summary>
    private static ClaimGranted Grant(Trial trial, NodeRow node) => new(
        RunId: 0, Attempt: 0, TaskId: 0, JobId: 0, ParentTaskId: null, node.CollaborationId ?? 0, StudyId: null, StoreId: null,
        trial.Caller.User.OrganisationId, trial.Caller.User.Id, node.OrganisationId, trial.Image,
        [.. trial.Databases.Select(database => new ClaimedDatabase(database.Label, database.Parameters))], Input: null, RunToken: "", LeaseSeconds: 0)
    {
        InitOrganization = trial.Organisation,
        Store = trial.Store,
    };

    private static string? Told(NodeRow node, string key) => node.Facts.FirstOrDefault(fact => fact.Key == key)?.Value;
}
