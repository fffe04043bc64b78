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
using Plugin.Grains.Tasks;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Collaborations;

internal static class CollaborationEndpoints
{
    public static void MapCollaborations(this IEndpointRouteBuilder routes)
    {
        routes.Get("collaboration", List).For(Callers.User | Callers.Node)
            .WithSummary("The collaborations you may see.")
            .Lists<Collaboration>(CollaborationQueries.Sortable).Asks(text: "name include", flag: "encrypted own_retention", id: "organization_id algorithm_store_id")
            .Needs(Operation.View, Resource.Collaboration);
        routes.Post("collaboration", Create).For(Callers.User)
            .WithSummary("Creates a collaboration.")
            .Takes<NewCollaboration>().Gives<Collaboration>().TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.Collaboration);
        routes.Get("collaboration/{id:int:min(1)}", Show).For(Callers.Any)
            .WithSummary("One collaboration.")
            .Asks(text: "include").Gives<Collaboration>()
            .Needs(Operation.View, Resource.Collaboration);
        routes.Patch("collaboration/{id:int:min(1)}", Change).For(Callers.User)
            .WithSummary("Changes a collaboration.")
            .Takes<CollaborationPatch>().Gives<Collaboration>()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Remove("collaboration/{id:int:min(1)}", Retire).For(Callers.User)
            .WithSummary("Deletes a collaboration.")
            .Asks(flag: "delete_dependents").GivesMessage()
            .Needs(Operation.Delete, Resource.Collaboration);
    }

    private static async Task<IResult> List(
        HttpContext http, CollaborationQueries collaborations, OrganisationQueries organisations, AlgorithmStoreQueries stores, Paths paths,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new CollaborationFilter
        {
            Name = filters.Text("name"),
            Encrypted = filters.Flag("encrypted"),
            Organisation = filters.Id("organization_id"),
            OwnRetention = filters.Flag("own_retention"),
        };
        var include = filters.Includes("organizations");
        var store = filters.Id("algorithm_store_id");
        var page = filters.Page(CollaborationQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var link = store is { } named ? await stores.Find(named, cancellationToken) : null;
        if (store is not null && link is null)
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no algorithm store {store}.");
        }

        var reach = caller.Sees(Resource.Collaboration);
        if (!caller.MayList(Resource.Collaboration) || (!reach.Everything && filter.Organisation is { } other && other != caller.Access.Organisation.Value))
        {
            return Rights.NothingToList(Resource.Collaboration);
        }

        var rows = await collaborations.List(reach, filter with { Id = link?.CollaborationId }, page, cancellationToken);
        var members = include
            ? await organisations.Grouped(
                (await collaborations.Members([.. rows.Rows.Select(row => row.Id)], cancellationToken))
                    .Select(row => (row.CollaborationId, row.OrganisationId)),
                cancellationToken)
            : null;
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

        var members = new Filters(http).Includes("organizations") || RClient.Asks(http) ? await organisations.Members(id, cancellationToken) : null;
        return Answers.Ok(View(paths, collaboration, members));
    }

    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name", required: true);
        var members = body.DistinctIds("organization_ids", required: true);
        var encrypted = body.Flag("encrypted", required: true);
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

    private static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var name = body.Name("name");
        var encrypted = body.Flag("encrypted");
        var members = body.DistinctIds("organization_ids");
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, refused) = await collaborations.Check(http, id, Operation.Edit, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        // Who takes part is decided above all collaborations; inside one, members are added and removed one by one.
        if (members is not null)
        {
            var (above, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Edit, Target.Unbound(Resource.Collaboration));
            if (above is null)
            {
                return denied!;
            }

            by = above;
        }

        var known = members is null ? null : await organisations.Known(members, cancellationToken);
        var command = new ChangeCollaboration(
            by, new CollaborationId(id), name, encrypted,
            members is null ? null : [.. members.Where(known!.Contains).Select(one => new OrganisationId(one))]);
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(View(paths, (await collaborations.Find(id, cancellationToken))!, null));
    }

    private static async Task<IResult> Retire(
        HttpContext http, int id, CollaborationQueries collaborations, TaskClearing clearing, CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var dependents = filters.Flag("delete_dependents") is true;
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, refused) = await collaborations.Check(http, id, Operation.Delete, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var answer = await clearing.Around(
            by, dependents ? TasksOf.Collaboration(id) : null, new RetireCollaboration(by, new CollaborationId(id), dependents),
            cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Collaboration {id} is deleted.");
    }

    public static IResult Missing(int id) =>
        ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no collaboration {id}.");

    private static Collaboration View(Paths paths, CollaborationRow row, IEnumerable<OrganisationRow>? members) => new(
        row.Id, row.Name, row.Encrypted,
        paths.Within("collaboration_id", row.Id, members),
        paths.To($"node?collaboration_id={row.Id}"), paths.To($"task?collaboration_id={row.Id}"),
        paths.To($"study?collaboration_id={row.Id}"), paths.To($"algorithmstore?collaboration_id={row.Id}"));
}
