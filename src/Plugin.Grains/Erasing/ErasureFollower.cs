using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.EventLog;
using Plugin.Vault.Erasures;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Erasing;

/// <summary>
/// Every silo learns from the log what any silo has erased: it drops the key from its memory, and its own copy of the erasure list, where it has
/// one, gets the entry too.
/// </summary>
public sealed partial class ErasureFollower(
    IStore store, SealedFields seals, ErasureList list, TimeProvider clock, ILogger<ErasureFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? position = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                position ??= await store.Log.Head(stoppingToken);
                await foreach (var stored in store.Log.Follow(position.Value, stoppingToken))
                {
                    await Learn(stored, stoppingToken);
                    position = stored.Position;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is LogUnavailableException or DbException or IOException)
            {
                Away(e.Message);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Learn(StoredEvent stored, CancellationToken cancellationToken)
    {
        var number = stored.Stream[(stored.Stream.LastIndexOf('-') + 1)..];
        switch (stored.Name)
        {
            case "user.erased/1":
                seals.Forget(stored.Stream);
                await list.Add([$"user-{number}"], cancellationToken);
                break;
            case "task.contents_erased/1":
                await list.Add([$"contents-{number}"], cancellationToken);
                break;
            case "task.texts_erased/1":
                seals.Forget(stored.Stream);
                await list.Add([$"texts-{number}"], cancellationToken);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What other silos erase is learnt later: {Reason}")]
    private partial void Away(string reason);
}
