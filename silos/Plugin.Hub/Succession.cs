using System.Data.Common;
using Plugin.EventLog;
using Plugin.Grains.Silos;

namespace Plugin.Hub;

/// <summary>
/// How an outdated silo waits for its successor. A newer version changes the lists while it starts; until it serves there is nobody to send anyone
/// to, so this silo goes on with what it still can, holds back what it cannot, and leaves when balancers have seen the other.
/// </summary>
internal sealed class Succession(Silo silo, Cluster cluster, TimeProvider clock) : BackgroundService
{
    /// <summary>For a newer version that changed the lists and never served.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Balancers look at least once a second, and the first answer of a new process takes a while.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(silo.Outdated, silo.Leaving, stoppingToken))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (silo.IsLeaving || stoppingToken.IsCancellationRequested)
        {
            return;
        }

        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < Patience && !await SuccessorServes(stoppingToken))
        {
            await Task.Delay(LooksEvery, clock, stoppingToken);
        }

        await Task.Delay(SeenWithin, clock, stoppingToken);
        silo.Leave();
    }

    private async Task<bool> SuccessorServes(CancellationToken cancellationToken)
    {
        try
        {
            return (await cluster.Silos(cancellationToken)).Any(other => other.State == SiloState.Serving && other.Card.Lists is { } lists && lists != silo.Lists);
        }
        catch (Exception e) when (e is LogUnavailableException or DbException)
        {
            return false;
        }
    }
}
