using Plugin.Domain;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Decisions = Plugin.Domain.AlgorithmStores;

namespace Plugin.Grains.AlgorithmStores;

/// <summary>A link for all collaborations takes the place of those that lead to the same store for one.</summary>
/// <param name="Collaboration">Null: for all collaborations.</param>
public sealed record LinkAlgorithmStore(CallContext By, string Name, string Url, string ServerUrl, CollaborationId? Collaboration)
    : Command<AlgorithmStoreId>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<AlgorithmStoreId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await StoreLinks.MakeRoom(turn, Url, Collaboration, null, cancellationToken) is { } stuck)
        {
            return stuck;
        }

        var id = new AlgorithmStoreId(await turn.TakeId(Counters.AlgorithmStore, cancellationToken));
        var command = new Decisions.LinkAlgorithmStore(id, Name, Url, ServerUrl, Collaboration, turn.Now);
        if (turn.Create(Streams.Of(id), command) is { } refusal)
        {
            return refusal;
        }

        turn.TakeName(Keys.AlgorithmStoreUrl, StoreLinks.Key(Url, Collaboration), id.ToString());
        return id;
    }
}

/// <summary>What links that lead to one store have to do with each other.</summary>
internal static class StoreLinks
{
    public static string Key(string url, CollaborationId? collaboration) =>
        collaboration is { } one ? $"{url} (collaboration {one.Value})" : $"{url} (all collaborations)";

    /// <summary>The collaboration is there, no other link serves it with this store, and those that a link for all would make needless go.</summary>
    public static async Task<Refusal?> MakeRoom(
        Turn turn, string url, CollaborationId? collaboration, AlgorithmStoreId? except, CancellationToken cancellationToken)
    {
        if (collaboration is { } named && await turn.Load(Streams.Of(named), cancellationToken) is not Collaboration.Active)
        {
            return CollaborationRefusals.Missing;
        }

        AlgorithmStore.Linked[] others = [.. (await Of(turn, "url", url, cancellationToken)).Where(link => link.Id != except)];
        if (others.Any(link => link.Collaboration is null || link.Collaboration == collaboration))
        {
            return AlgorithmStoreRefusals.LinkedAlready;
        }

        foreach (var link in collaboration is null ? others : [])
        {
            if (await Unlink(turn, link, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    public static async Task<IReadOnlyList<AlgorithmStore.Linked>> Of(
        Turn turn, string column, object value, CancellationToken cancellationToken)
    {
        var links = new List<AlgorithmStore.Linked>();
        foreach (var row in await turn.Hub.Store.Read.Where("algorithm_stores", column, value, int.MaxValue, cancellationToken))
        {
            var id = new AlgorithmStoreId((int)(long)row["id"]!);
            if (await turn.Load(Streams.Of(id), cancellationToken) is AlgorithmStore.Linked link)
            {
                links.Add(link);
            }
        }

        return links;
    }

    public static async Task<Refusal?> Unlink(Turn turn, AlgorithmStore.Linked link, CancellationToken cancellationToken)
    {
        turn.ReleaseName(Keys.AlgorithmStoreUrl, Key(link.Url, link.Collaboration), link.Id.ToString());
        return await turn.Decide(Streams.Of(link.Id), new Decisions.UnlinkAlgorithmStore(turn.Now), cancellationToken);
    }
}
