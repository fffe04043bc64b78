using Plugin.Grains;
using Plugin.Grains.Hosting;

namespace Plugin.Hub.Orleans;

/// <summary>
/// Each command goes to the one activation of its owner in the cluster. One activation is for speed; that nothing is decided on an outdated
/// state is the log's doing. So a silo that is not in the cluster (yet, or any more), or that cannot reach the owner, handles the command by itself.
/// </summary>
internal sealed partial class OrleansGrains(
    CommandHandling handling, IGrainFactory grains, ISiloStatusOracle cluster, TimeProvider clock, ILogger<OrleansGrains> logger) : IGrains
{
    /// <summary>As long as the cluster may need to see that a silo is dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        if (CommandHandling.OwnerOf(command) is { } owner && cluster.CurrentStatus == SiloStatus.Active)
        {
            var grain = grains.GetGrain<IStreamGrain>(StreamAddress.Of(owner));
            var parcel = Parcel.Of(command);
            for (var since = clock.GetTimestamp(); ;)
            {
                try
                {
                    if (await grain.Ask(parcel, cancellationToken) is { IsReturned: false } answer)
                    {
                        return answer.Answer<TAnswer>();
                    }

                    break;
                }
                // What comes of the command is a letter; these are Orleans' own. Whether it was handled is unknown: to repeat it is harmless, or it has a key.
                catch (Exception e) when (e is OrleansException or TimeoutException)
                {
                    if (clock.GetElapsedTime(since) > Patience)
                    {
                        OwnerAway(owner, e.GetType().Name);
                        break;
                    }

                    await Task.Delay(Pause, clock, cancellationToken);
                }
            }
        }

        return await handling.Handle(command, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo that owns {Stream} cannot be reached ({Reason}), so its command is handled here")]
    private partial void OwnerAway(string stream, string reason);
}
