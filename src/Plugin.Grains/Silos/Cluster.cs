using System.Text.Json;
using Plugin.EventLog;

namespace Plugin.Grains.Silos;

public enum SiloState
{
    Serving,

    /// <summary>It ends what is under way and takes nothing that lasts.</summary>
    Leaving,

    /// <summary>It has not been heard of for longer than <see cref="Cluster.LostAfter"/>.</summary>
    Lost,
}

public sealed record SiloStatus(string Id, SiloState State, DateTimeOffset SeenAt, SiloCard Card, IReadOnlyList<HeldDuty> Duties);

/// <summary>The silos of the hub, as they say of themselves in the live tables. All times are the database's.</summary>
public sealed class Cluster(IStore store)
{
    /// <summary>Seven heartbeats.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    internal const string Prefix = "silo-";

    /// <summary>The silos by their start.</summary>
    public async Task<IReadOnlyList<SiloStatus>> Silos(CancellationToken cancellationToken)
    {
        var presences = await store.Live.Presences(Prefix, cancellationToken);
        var duties = await store.Live.Duties(cancellationToken);
        var now = await store.Live.Now(cancellationToken);
        var silos = new List<SiloStatus>();
        foreach (var presence in presences)
        {
            var card = JsonSerializer.Deserialize<SiloCard>(presence.Content)!;
            var state = now - presence.SeenAt > LostAfter ? SiloState.Lost : card.Leaving ? SiloState.Leaving : SiloState.Serving;
            silos.Add(new SiloStatus(
                presence.Key, state, presence.SeenAt, card, [.. duties.Where(duty => duty.Holder == presence.Key)]));
        }

        return [.. silos.OrderBy(silo => silo.Card.StartedAt).ThenBy(silo => silo.Id, StringComparer.Ordinal)];
    }

    /// <summary>Takes those off the list that have been lost for so long that nobody asks about them any more.</summary>
    public async Task ForgetLost(CancellationToken cancellationToken)
    {
        var now = await store.Live.Now(cancellationToken);
        foreach (var silo in await store.Live.Presences(Prefix, cancellationToken))
        {
            if (now - silo.SeenAt > ForgottenAfter)
            {
                await store.Live.Forget(silo.Key, cancellationToken);
            }
        }
    }
}
