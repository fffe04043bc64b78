using System.Data.Common;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.Grains.Stations;

namespace Plugin.Hub;

/// <summary>
/// Runs the one follower of this silo, again after each time that its store was away. It ends with the first sign of stopping, before the
/// server waits for open connections, because the feeds it ends are such connections.
/// </summary>
internal sealed partial class FeedFollower(
    StationFeeds feeds, Silo silo, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<FeedFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await feeds.Run(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped as asked.
            }
            catch (UnknownEventException e)
            {
                // Whoever guesses at what it does not understand tells stations something wrong. The newer silos go on.
                Outdated(e.Message);
                silo.Leave();
                return;
            }
            catch (Exception e) when (e is LogUnavailableException or DbException)
            {
                StoreAway(e.Message);
                await Task.Delay(Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo stops: {Reason} Start the newer version in its place.")]
    private partial void Outdated(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away, so stations are told nothing for the moment: {Reason}")]
    private partial void StoreAway(string reason);
}
