using System.Data.Common;
using Plugin.Api.Live;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.Grains.Stations;

namespace Plugin.Hub;

/// <summary>
/// How a silo goes. At once it is no longer ready and says so; it still serves until balancers have seen that, sends its stations to
/// other silos, and waits for what is under way: a server that has stopped to listen is taken for dead by balancers, which cut what it
/// still has. Where no other silo serves there is nobody to go to, and it stops at once.
/// </summary>
internal sealed partial class Departure(
    Silo silo, SiloPresence presence, Cluster cluster, StationFeeds feeds, LiveNews news, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<Departure> logger) : BackgroundService
{
    /// <summary>How long the server waits for what is under way still. All in all a silo leaves within 10 s.</summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    /// <summary>Balancers ask at least once a second; those that ask less often are told by a refused connection.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(1.5);

    /// <summary>Over this time stations are sent away.</summary>
    private static readonly TimeSpan SendsAwayWithin = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FinishesWithin = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(silo.Leaving, stoppingToken))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ServiceManager.Say("STOPPING=1");
        try
        {
            if (!stoppingToken.IsCancellationRequested && await HasOthers(stoppingToken))
            {
                Leaving(silo.Id);
                await Task.Delay(SeenWithin, clock, stoppingToken);
                news.SendAway();
                await feeds.SendAway(SendsAwayWithin, clock, stoppingToken);
                await NothingUnderWay(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Somebody else stops the host.
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task NothingUnderWay(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (silo.UnderWay > 0 && clock.GetElapsedTime(since) < FinishesWithin)
        {
            await Task.Delay(LooksEvery, clock, cancellationToken);
        }
    }

    private async Task<bool> HasOthers(CancellationToken cancellationToken)
    {
        try
        {
            await presence.Beat(cancellationToken);
            return (await cluster.Silos(cancellationToken)).Any(other => other.Id != silo.Id && other.State == SiloState.Serving);
        }
        catch (Exception e) when (e is LogUnavailableException or DbException)
        {
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} leaves: other silos take over")]
    private partial void Leaving(string silo);
}
