using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Organisations;
using Plugin.Domain.Roles;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Nodes;
using Plugin.Grains.Tasks;
using Plugin.Grains.Users;
using Decisions = Plugin.Domain.Organisations;

namespace Plugin.Grains.Organisations;

/// <summary>
/// The organisation leaves all collaborations and studies, and its name is free again. What hangs on it goes with it in the same append, or
/// stands in its way. What it has computed for others stays theirs: open runs end with its nodes, finished ones stay with their task.
/// </summary>
/// <param name="WithDependents">Its tasks, nodes, users and roles are retired too.</param>
public sealed record RetireOrganisation(CallContext By, OrganisationId Id, bool WithDependents) : Command<Done>(By)
{
    internal override string? Owner => Id.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Id);
        if (await turn.Load(stream, cancellationToken) is not Organisation.Active before)
        {
            return OrganisationRefusals.Missing;
        }

        if (!WithDependents && await HasDependents(turn, cancellationToken))
        {
            return OrganisationRefusals.HasDependents;
        }

        if (await RetireDependents(turn, cancellationToken) is { } stuck)
        {
            return stuck;
        }

        foreach (var row in await Rows(turn, "members", "organisation_id", int.MaxValue, cancellationToken))
        {
            var collaboration = new CollaborationId((int)(long)row["collaboration_id"]!);
            if (await turn.Load(Streams.Of(collaboration), cancellationToken) is Collaboration.Active present && present.Has(Id)
                && await MemberLeaving.Leave(turn, present, Id, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        turn.ReleaseName(Keys.OrganisationName, before.Name, Id.ToString());
        return await turn.Decide(stream, new Decisions.RetireOrganisation(turn.Now), cancellationToken) is { } last ? last : new Done();
    }

    private async Task<bool> HasDependents(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var (table, column) in ((string, string)[])
            [("tasks", "init_org_id"), ("nodes", "organisation_id"), ("users", "organisation_id"), ("roles", "organisation_id")])
        {
            if ((await Rows(turn, table, column, 1, cancellationToken)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without any there is nothing to do, so whether they may go has been settled before.</summary>
    private async Task<Refusal?> RetireDependents(Turn turn, CancellationToken cancellationToken)
    {
        var tasks = await TaskTree.Of(turn, "init_org_id", Id.Value, cancellationToken);
        if (await TaskTree.RetireAll(turn, tasks, cancellationToken) is { } refused)
        {
            return refused;
        }

        foreach (var node in await Ids("nodes"))
        {
            if (await NodeLeaving.Retire(turn, new NodeId(node), cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var user in await Ids("users"))
        {
            if (await UserLeaving.Retire(turn, new UserId(user), cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var role in await Ids("roles"))
        {
            if (await turn.Decide(Streams.Of(new RoleId(role)), new RetireRole(turn.Now), cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;

        async Task<IEnumerable<int>> Ids(string table) =>
            (await Rows(turn, table, "organisation_id", int.MaxValue, cancellationToken)).Select(row => (int)(long)row["id"]!);
    }

    private Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Rows(
        Turn turn, string table, string column, int most, CancellationToken cancellationToken) =>
        turn.Hub.Store.Read.Where(table, column, (long)Id.Value, most, cancellationToken);
}
