using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.EventLog;

namespace Plugin.Grains.Stations;

/// <summary>Tells the stations that are connected to this silo of new checkpoints. Each silo runs its own.</summary>
public sealed partial class CheckpointTeller(StationFeeds feeds, TimeProvider clock, ILogger<CheckpointTeller> logger) : BackgroundService
{
    /// <summary>Stations told in one round: with more of them connected each signs less often.</summary>
    public const int MostAtOnce = 10;

    private static readonly TimeSpan RoundPeriod = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RoundPeriod, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await feeds.TellCheckpoint(MostAtOnce, stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or DbException)
            {
                RoundFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stations could not be told of the newest checkpoint; the next round tries again")]
    private partial void RoundFailed(Exception exception);
}
