using Plugin.Domain;
using Plugin.Domain.AlgorithmStores;
using Decisions = Plugin.Domain.AlgorithmStores;

namespace Plugin.Grains.AlgorithmStores;

/// <summary>Null leaves a field as it is.</summary>
public sealed record ChangeAlgorithmStore(CallContext By, AlgorithmStoreId Store, string? Name, StoreMove? Move) : Command<Done>(By)
{
    internal override string? Owner => Store.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Store);
        if (await turn.Load(stream, cancellationToken) is not AlgorithmStore.Linked link)
        {
            return AlgorithmStoreRefusals.Missing;
        }

        if (Name is { } name
            && await turn.Decide(stream, new Decisions.RenameAlgorithmStore(name, turn.Now), cancellationToken) is { } unusable)
        {
            return unusable;
        }

        if (Move is not { To: var to } || to == link.Collaboration)
        {
            return new Done();
        }

        if (await StoreLinks.MakeRoom(turn, link.Url, to, Store, cancellationToken) is { } stuck)
        {
            return stuck;
        }

        turn.ReleaseName(Keys.AlgorithmStoreUrl, StoreLinks.Key(link.Url, link.Collaboration), Store.ToString());
        turn.TakeName(Keys.AlgorithmStoreUrl, StoreLinks.Key(link.Url, to), Store.ToString());
        return await turn.Decide(stream, new Decisions.MoveAlgorithmStore(to, turn.Now), cancellationToken) is { } refusal
            ? refusal
            : new Done();
    }
}

/// <param name="To">Null: for all collaborations.</param>
public sealed record StoreMove(CollaborationId? To);
