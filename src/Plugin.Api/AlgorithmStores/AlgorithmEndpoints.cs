using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain.Access;
using Plugin.ReadModels;
using Plugin.ReadModels.AlgorithmStores;
using Plugin.ReadModels.Collaborations;

namespace Plugin.Api.AlgorithmStores;

/// <summary>What there is to choose from before a task is ordered. The hub asks the stores: a browser may talk to its own hub only.</summary>
internal static class AlgorithmEndpoints
{
    private const int MostStores = 100;

    private static readonly OfferedAlgorithm Own = ReadOwn();

    public static void MapAlgorithms(this IEndpointRouteBuilder routes) =>
        routes.Get("algorithm", Show).For(Callers.User)
            .WithSummary("The algorithms that a collaboration can choose from, with their functions: our own, and those that its algorithm stores have approved.")
            .Asks(id: "collaboration_id", required: "collaboration_id").Gives<OfferedAlgorithms>()
            .Needs(Operation.View, Resource.Collaboration);

    private static async Task<IResult> Show(
        HttpContext http, CollaborationQueries collaborations, AlgorithmStoreQueries stores, StoreCatalogues catalogues, StoreAuthorization authorization,
        CancellationToken cancellationToken)
    {
        var caller = (UserCaller)CurrentCaller.Of(http);
        var filters = new Filters(http);
        var collaboration = filters.Id("collaboration_id");
        if (collaboration is null)
        {
            filters.Fail("collaboration_id", "Say of which collaboration.");
        }

        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (by, refused) = await collaborations.Check(http, collaboration!.Value, Operation.View, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var linked = await stores.List(
            caller.Sees(Resource.Collaboration), new AlgorithmStoreFilter { Collaboration = collaboration }, PageRequest.First(MostStores), cancellationToken);
        var shown = authorization.Of(http, caller);
        var answers = await Task.WhenAll(linked.Rows.Select(store => catalogues.Of(store, caller.User.Id, shown, cancellationToken)));
        return Answers.Ok(new OfferedAlgorithms([Own, .. answers.SelectMany(answer => answer.Algorithms)], [.. answers.Select(answer => answer.Store)]));
    }

    /// <summary>The image that is made with this hub, under the name it is made by.</summary>
    private static OfferedAlgorithm ReadOwn()
    {
        var assembly = typeof(AlgorithmEndpoints).Assembly;
        using var file = assembly.GetManifestResourceStream("functions.json")!;
        using var json = JsonDocument.Parse(file);
        var own = AlgorithmReader.Read(json.RootElement, store: null)!;
        return own with { Image = $"{own.Image}:{assembly.GetName().Version!.ToString(3)}" };
    }
}
