using Plugin.Grains.Stations;

namespace Plugin.Hub;

/// <summary>
/// Runs the one follower of this silo. It ends with the first sign of stopping, before the server waits for open connections, because the
/// feeds it ends are such connections.
/// </summary>
internal sealed class FeedFollower(StationFeeds feeds, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await feeds.Run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped as asked.
        }
    }
}
