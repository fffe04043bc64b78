using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Tasks;

/// <summary>Gathers what an order would meet, organization by organization, and has it judged.</summary>
internal sealed class DryRuns(
    IGrains grains, TaskPlaces places, NodeQueries nodes, OrganisationQueries organisations, AlgorithmStoreQueries links, TaskStores stores)
{
    public async Task<IResult> Try(
        UserCaller caller, string authorization, TaskOrder order, string? method, CancellationToken cancellationToken)
    {
        var place = await places.Of(order, cancellationToken);
        if (!place.IsThere)
        {
            return place.Refused;
        }

        var (collaboration, within) = (place.Collaboration, place.Collaboration.Id);
        if (Rights.Denies(caller, Operation.Create, Target.NewTask(new CollaborationId(within))) is { } denied)
        {
            return denied;
        }

        var image = await stores.Ask(authorization, order, within, cancellationToken);
        if (image.Refused is { } refused)
        {
            return refused;
        }

        var store = image.Store is { } linked ? (await links.Find(linked.Value, cancellationToken))?.Url : null;
        var own = await organisations.Find(caller.User.OrganisationId, cancellationToken);
        var trial = new Trial(image.Image, method, store, order.Databases, caller, own?.Name, collaboration.Encrypted);
        var asked = order.Inputs.Select(input => input.Organisation).Distinct().ToArray();
        var theirs = (await nodes.Of(within, asked, cancellationToken)).ToLookup(node => node.OrganisationId);
        var answers = new List<DryRunAnswer>();
        foreach (var organisation in asked)
        {
            answers.Add(
                await Misaddressed(caller, within, place.Study, organisation, cancellationToken) is { } wrong
                    ? new DryRunAnswer(organisation, null, null, DryRunVerdicts.Refuses, wrong.Code, wrong.Reason, [])
                : theirs[organisation].FirstOrDefault() is not { } node
                    ? new DryRunAnswer(organisation, null, null, DryRunVerdicts.Refuses, "node.missing", "It has no node in this collaboration.", [])
                : collaboration.Encrypted && (await organisations.Find(organisation, cancellationToken))?.PublicKey is null or ""
                    ? DryRunJudge.Refused(node, "encryption.no_key", "It has no public key yet, so nothing can be encrypted for it. Its node brings one when it connects.")
                : DryRunJudge.Judge(trial, node));
        }

        return Answers.Ok(new DryRun(image.Image, answers));
    }

    private async Task<Refusal?> Misaddressed(
        UserCaller caller, int collaboration, StudyId? study, int organisation, CancellationToken cancellationToken) =>
        (await grains.Ask(
            new CheckAddress(
                caller.By(), new CollaborationId(collaboration), study, [new OrganisationId(organisation)]),
            cancellationToken)).Refusal;
}
