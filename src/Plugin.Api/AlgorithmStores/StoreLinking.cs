using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Grains;
using Plugin.Grains.AlgorithmStores;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;
using AlgorithmStoreRefusals = Plugin.Domain.AlgorithmStores.AlgorithmStoreRefusals;
using StoreUrl = Plugin.Domain.AlgorithmStores.StoreUrl;

namespace Plugin.Api.AlgorithmStores;

/// <summary>Making and removing a link: the store is asked first, and what it answers decides.</summary>
internal static class StoreLinking
{
    public static async Task<IResult> Create(
        HttpContext http, IGrains grains, AlgorithmStoreQueries stores, CollaborationQueries collaborations, StoreClient client,
        StoreAuthorization authorization, Paths paths, ApiOptions options, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        body.NullIsAbsent("collaboration_id", "server_url", "force");
        var name = body.Text("name", EntityName.MaxLength, required: true, min: 1);
        var url = body.Url("algorithm_store_url", required: true);
        var serverUrl = body.Url("server_url") ?? options.ServerUrl;
        var collaboration = body.IdOrOnly("collaboration_id");
        var force = body.Flag("force") is true;
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, refused) = await AlgorithmStoreEndpoints.MayEdit(http, collaboration, collaborations, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        if (serverUrl is null)
        {
            return WithoutServerUrl();
        }

        if (!force && new Uri(url!).IsLoopback)
        {
            return ErrorShapes.Message(
                StatusCodes.Status400BadRequest,
                "A store on the hub's own machine is for development only; say force if this is what you mean.");
        }

        // Asked again when the link is made; here, so that no store is bothered for nothing. A repeated request is answered as it was.
        var key = Answers.IdempotencyKey(http);
        if (key is null && (await stores.At(url!, cancellationToken)).Any(link => link.CollaborationId is null || link.CollaborationId == collaboration))
        {
            return ErrorShapes.Message(AlgorithmStoreRefusals.LinkedAlready);
        }

        var call = new StoreCall(url!, serverUrl, authorization.Of(http, CurrentCaller.Of(http)));
        if (await client.GetToKnow(call, force, cancellationToken) is { } failed)
        {
            return failed;
        }

        var command = new LinkAlgorithmStore(
            by, name!, url!, serverUrl, collaboration is { } one ? new CollaborationId(one) : null)
        {
            IdempotencyKey = key,
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(AlgorithmStoreEndpoints.View(paths, (await stores.Find(answer.Value.Value, cancellationToken))!));
    }

    public static async Task<IResult> Remove(
        HttpContext http, int id, IGrains grains, AlgorithmStoreQueries stores, CollaborationQueries collaborations, StoreClient client,
        StoreAuthorization authorization, CancellationToken cancellationToken)
    {
        if (await stores.Find(id, cancellationToken) is not { } store)
        {
            return AlgorithmStoreEndpoints.Missing(id);
        }

        var serverUrl = new Filters(http).Text("server_url") is { } said ? StoreUrl.Trimmed(said) : store.ServerUrl;
        if (!StoreUrl.IsAcceptable(serverUrl))
        {
            return ErrorShapes.Invalid(new Dictionary<string, IReadOnlyList<string>> { ["server_url"] = [StoreUrl.Rule] });
        }

        // All links to the store go with this one, so where others have some it takes the right to edit any collaboration.
        var isShared = (await stores.At(store.Url, cancellationToken)).Count > 1;
        var (by, refused) = await AlgorithmStoreEndpoints.MayEdit(
            http, isShared ? null : store.CollaborationId, collaborations, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var call = new StoreCall(store.Url, serverUrl, authorization.Of(http, CurrentCaller.Of(http)));
        if (await client.TakeLeave(call, cancellationToken) is { } failed)
        {
            return failed;
        }

        var answer = await grains.Ask(new UnlinkAlgorithmStore(by, new AlgorithmStoreId(id)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Done($"Algorithm store {id} is unlinked, with every other link to {store.Url}.");
    }

    private static IResult WithoutServerUrl() => ErrorShapes.Message(
        StatusCodes.Status400BadRequest,
        "The store has to know where this hub is: give server_url, or let the hub's operator set it (--server-url).");
}
