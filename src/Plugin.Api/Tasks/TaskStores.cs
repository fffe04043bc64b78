using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.ReadModels.AlgorithmStores;

namespace Plugin.Api.Tasks;

/// <summary>Asks the store that a user's order names what exactly its image is.</summary>
internal sealed class TaskStores(AlgorithmStoreQueries stores, StoreClient client)
{
    /// <param name="authorization">The user's header, which the store is shown.</param>
    public async Task<TaskImage> Ask(string authorization, TaskOrder order, int collaboration, CancellationToken cancellationToken)
    {
        if (order.Store is not { } id)
        {
            return new TaskImage(order.Image, null, null);
        }

        if (await stores.Find(id, cancellationToken) is not { } store)
        {
            return Refused(ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no algorithm store {id}."));
        }

        if (store.CollaborationId is { } other && other != collaboration)
        {
            return Refused(OfOtherCollaboration);
        }

        var call = new StoreCall(store.Url, store.ServerUrl, authorization);
        return await client.Find(call, order.Image, cancellationToken) switch
        {
            StoreImage.Digested found => new TaskImage(found.Image, new AlgorithmStoreId(id), null),
            StoreImage.Undigested found => new TaskImage(found.Image, null, null),
            StoreImage.Refused no => Refused(ErrorShapes.Message(StatusCodes.Status400BadRequest, no.Reason)),
            _ => throw new UnreachableException("A store gives an image or refuses it."),
        };
    }

    /// <summary>The one refusal of a task that vantage6 answers with 403.</summary>
    public static IResult OfOtherCollaboration { get; } =
        ErrorShapes.Message(StatusCodes.Status403Forbidden, TaskRefusals.StoreOfOtherCollaboration.Reason);

    private static TaskImage Refused(IResult answer) => new("", null, answer);
}

/// <param name="Store">The store that vouches for it; null without one, or when it knows no digest.</param>
internal sealed record TaskImage(string Image, AlgorithmStoreId? Store, IResult? Refused);
