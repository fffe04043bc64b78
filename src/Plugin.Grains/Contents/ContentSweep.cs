using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.Grains.Contents;

/// <summary>
/// Removes contents that were uploaded and are named by no event. Every silo runs it; a duty in the store lets one act at a time, and two at
/// once do no harm, since the log decides about each content.
/// </summary>
public sealed partial class ContentSweep(
    IStore store, BlobStore blobs, TimeProvider clock, string silo, ILogger<ContentSweep> logger) : BackgroundService
{
    private const string Duty = "contents";

    /// <summary>
    /// What got no byte for this long is an orphan. Nothing depends on it but how long a station that was cut off can go on with an upload
    /// instead of beginning anew.
    /// </summary>
    public static readonly TimeSpan SafeAge = TimeSpan.FromHours(24);

    private static readonly TimeSpan RoundPeriod = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RoundPeriod, clock);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or ContentStoreException or DbException)
            {
                RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; the loop and tests call it.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        var duty = await store.Live.Hold(Duty, silo, HoldPeriod, cancellationToken);
        if (duty.Held && await blobs.Sweep(SafeAge, cancellationToken) is var swept and > 0)
        {
            Swept(swept);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} uploaded contents that no event names")]
    private partial void Swept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uploaded contents could not be swept; the next round goes on")]
    private partial void RoundFailed(Exception exception);
}
