using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Collaborations;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Collaborations;

internal static class CollaborationEndpoints
{
    private const int MaxName = 128;

    public static void MapCollaborations(this IEndpointRouteBuilder routes)
    {
        routes.Get("collaboration", List).For(Callers.User | Callers.Node);
        routes.Post("collaboration", Create).For(Callers.User);
        routes.Get("collaboration/{id:int:min(1)}", Show).For(Callers.Any);
        routes.Post("collaboration/{id:int:min(1)}/organization", Add).For(Callers.User);
    }

    private static async Task<IResult> List(
        HttpContext http, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new CollaborationFilter
        {
            Name = filters.Text("name"),
            Encrypted = filters.Flag("encrypted"),
            Organisation = filters.Id("organization_id"),
        };
        var include = filters.Includes("organizations");
        var page = filters.Page(CollaborationQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var reach = caller.Sees(Resource.Collaboration);
        if (!caller.MayList(Resource.Collaboration) || (!reach.Everything && filter.Organisation is { } other && other != caller.Access.Organisation.Value))
        {
            return Rights.NothingToList(Resource.Collaboration);
        }

        var rows = await collaborations.List(reach, filter, page, cancellationToken);
        var members = include ? await Members(rows.Rows, collaborations, organisations, cancellationToken) : null;
        return Lists.Page(http, page, rows, row => View(paths, row, members?[row.Id]));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        if (await collaborations.Find(id, cancellationToken) is not { } collaboration)
        {
            return Missing(id);
        }

        var target = await collaborations.CollaborationTarget(id, cancellationToken);
        if (Rights.Denies(CurrentCaller.Of(http), Operation.View, target) is { } denied)
        {
            return denied;
        }

        var members = new Filters(http).Includes("organizations") ? await organisations.Members(id, cancellationToken) : null;
        return Answers.Ok(View(paths, collaboration, members));
    }

    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Text("name", MaxName, required: true, min: 1);
        var members = body.Ids("organization_ids", required: true);
        var encrypted = body.Flag("encrypted", required: true);
        if (members is { Count: 0 })
        {
            body.Fail("organization_ids", "A collaboration has at least one organization.");
        }
        else if (members is not null && members.Distinct().Count() < members.Count)
        {
            body.Fail("organization_ids", "An organization is named twice.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Create, Target.Unbound(Resource.Collaboration));
        if (by is null)
        {
            return denied!;
        }

        var known = await organisations.Known(members!, cancellationToken);
        var command = new CreateCollaboration(
            by, name!, encrypted!.Value, [.. members!.Where(known.Contains).Select(id => new OrganisationId(id))])
        {
            IdempotencyKey = Answers.IdempotencyKey(http),
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(View(paths, (await collaborations.Find(answer.Value.Value, cancellationToken))!, null));
    }

    private static async Task<IResult> Add(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var organisation = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await collaborations.Find(id, cancellationToken) is null)
        {
            return Missing(id);
        }

        if (await organisations.Find(organisation!.Value, cancellationToken) is null)
        {
            return OrganizationEndpoints.Missing(organisation.Value);
        }

        var target = await collaborations.CollaborationTarget(id, cancellationToken);
        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Edit, target);
        if (by is null)
        {
            return denied!;
        }

        var answer = await grains.Ask(
            new AddMember(by, new CollaborationId(id), new OrganisationId(organisation.Value)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok((await organisations.Members(id, cancellationToken)).Select(paths.View).ToArray());
    }

    public static IResult Missing(int id) =>
        ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no collaboration {id}.");

    private static async Task<Dictionary<int, IReadOnlyList<OrganisationRow>>> Members(
        IReadOnlyList<CollaborationRow> rows, CollaborationQueries collaborations, OrganisationQueries organisations,
        CancellationToken cancellationToken)
    {
        var members = await collaborations.Members([.. rows.Select(row => row.Id)], cancellationToken);
        var byId = (await organisations.ByIds([.. members.Select(m => m.OrganisationId).Distinct()], cancellationToken))
            .ToDictionary(row => row.Id);
        var grouped = members.ToLookup(m => m.CollaborationId);
        return rows.ToDictionary(
            row => row.Id,
            row => (IReadOnlyList<OrganisationRow>)
                [.. grouped[row.Id].Where(m => byId.ContainsKey(m.OrganisationId)).Select(m => byId[m.OrganisationId])]);
    }

    private static Collaboration View(Paths paths, CollaborationRow row, IReadOnlyList<OrganisationRow>? members) => new(
        row.Id, row.Name, row.Encrypted,
        members is null
            ? paths.To($"organization?collaboration_id={row.Id}")
            : new ToMany<Organization>(null, [.. members.Select(paths.View)]),
        paths.To($"node?collaboration_id={row.Id}"), paths.To($"task?collaboration_id={row.Id}"),
        paths.To($"study?collaboration_id={row.Id}"), paths.To($"algorithmstore?collaboration_id={row.Id}"));
}
