using Plugin.Domain;
using Plugin.Domain.AlgorithmStores;

namespace Plugin.Grains.AlgorithmStores;

/// <summary>The store no longer knows the hub afterwards, so every link that leads to it goes.</summary>
public sealed record UnlinkAlgorithmStore(CallContext By, AlgorithmStoreId Store) : Command<Done>(By)
{
    internal override string? Owner => Store.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Store), cancellationToken) is not AlgorithmStore.Linked { Url: var url })
        {
            return AlgorithmStoreRefusals.Missing;
        }

        foreach (var link in await StoreLinks.Of(turn, "url", url, cancellationToken))
        {
            if (await StoreLinks.Unlink(turn, link, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return new Done();
    }
}
