using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.AlgorithmStores;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;

namespace Plugin.Api.AlgorithmStores;

/// <summary>Links have no rules of their own: whoever may see or edit a collaboration may see or edit its links, and a link for all is for those who may edit all.</summary>
internal static class AlgorithmStoreEndpoints
{
    public static void MapAlgorithmStores(this IEndpointRouteBuilder routes)
    {
        routes.Get("algorithmstore", List).For(Callers.User)
            .WithSummary("The algorithm stores of the collaborations you may see, and those of all.")
            .Lists<AlgorithmStore>(AlgorithmStoreQueries.Sortable).Asks(text: "name url", id: "collaboration_id")
            .Needs(Operation.View, Resource.Collaboration);
        routes.Post("algorithmstore", StoreLinking.Create).For(Callers.User)
            .WithSummary("Links an algorithm store, which is told about this hub with your token.")
            .Takes<NewAlgorithmStore>().Gives<AlgorithmStore>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Get("algorithmstore/{id:int:min(1)}", Show).For(Callers.User | Callers.Node)
            .WithSummary("One link to an algorithm store.")
            .Gives<AlgorithmStore>()
            .Needs(Operation.View, Resource.Collaboration);
        routes.Patch("algorithmstore/{id:int:min(1)}", Change).For(Callers.User)
            .WithSummary("Changes the name of a link, or what it is for.")
            .Takes<AlgorithmStorePatch>().Gives<AlgorithmStore>()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Remove("algorithmstore/{id:int:min(1)}", StoreLinking.Remove).For(Callers.User)
            .WithSummary("Removes all links to an algorithm store, which is asked to forget this hub.")
            .Asks(text: "server_url").GivesMessage()
            .Needs(Operation.Edit, Resource.Collaboration);
    }

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no algorithm store {id}.");

    private static async Task<IResult> List(
        HttpContext http, AlgorithmStoreQueries stores, CollaborationQueries collaborations, Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new AlgorithmStoreFilter
        {
            Name = filters.Text("name"),
            Url = filters.Text("url"),
            Collaboration = filters.Id("collaboration_id"),
        };
        var page = filters.Page(AlgorithmStoreQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (!caller.MayList(Resource.Collaboration))
        {
            return Rights.NothingToList(Resource.Collaboration);
        }

        if (filter.Collaboration is { } collaboration)
        {
            var (by, refused) = await collaborations.Check(http, collaboration, Operation.View, cancellationToken);
            if (by is null)
            {
                return refused!;
            }
        }

        var rows = await stores.List(caller.Sees(Resource.Collaboration), filter, page, cancellationToken);
        return Lists.Page(http, page, rows, row => View(paths, row));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, AlgorithmStoreQueries stores, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        if (await stores.Find(id, cancellationToken) is not { } store)
        {
            return Missing(id);
        }

        var caller = CurrentCaller.Of(http);
        var denied = store.CollaborationId is { } collaboration
            ? Rights.Denies(caller, Operation.View, await collaborations.CollaborationTarget(collaboration, cancellationToken))
            : caller.MayList(Resource.Collaboration) ? null : Rights.NothingToList(Resource.Collaboration);
        return denied ?? Answers.Ok(View(paths, store));
    }

    private static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, AlgorithmStoreQueries stores, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        body.NullIsAbsent("collaboration_id");
        var name = body.Text("name", EntityName.MaxLength, min: 1);
        var moves = body.Has("collaboration_id");
        var to = body.IdOrOnly("collaboration_id");
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await stores.Find(id, cancellationToken) is not { } store)
        {
            return Missing(id);
        }

        var (by, refused) = await MayEdit(http, store.CollaborationId, collaborations, cancellationToken);
        if (by is not null && moves)
        {
            (by, refused) = await MayEdit(http, to, collaborations, cancellationToken);
        }

        if (by is null)
        {
            return refused!;
        }

        var move = moves ? new StoreMove(to is { } collaboration ? new CollaborationId(collaboration) : null) : null;
        var answer = await grains.Ask(new ChangeAlgorithmStore(by, new AlgorithmStoreId(id), name, move), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(View(paths, (await stores.Find(id, cancellationToken))!));
    }

    /// <param name="collaboration">Null: all of them, which takes the right to edit any.</param>
    public static async Task<(CallContext? By, IResult? Refused)> MayEdit(
        HttpContext http, int? collaboration, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        collaboration is { } one
            ? await collaborations.Check(http, one, Operation.Edit, cancellationToken)
            : Rights.Check(CurrentCaller.Of(http), Operation.Edit, Target.Unbound(Resource.Collaboration));

    public static AlgorithmStore View(Paths paths, AlgorithmStoreRow row) => new(
        row.Id, row.Name, row.Url, row.CollaborationId is null ? null : paths.To($"collaboration?algorithm_store_id={row.Id}"));
}
