using Orleans.Placement;
using Plugin.Grains.Hosting;

namespace Plugin.Hub.Orleans;

/// <summary>
/// Lives where it was first asked for. It goes when nobody asks any more, when its silo goes, and when somebody else has appended to its
/// stream: then the next call finds it anew.
/// </summary>
[PreferLocalPlacementAttribute]
internal abstract class StreamGrain(CommandHandling handling) : Grain, IStreamGrain
{
    private string Stream => StreamAddress.StreamOf(this.GetGrainId());

    public async Task<Parcel> Ask(Parcel command, CancellationToken cancellationToken)
    {
        if (command.Command() is not { } known)
        {
            return Parcel.Returned;
        }

        var (stream, moved) = (Stream, false);
        try
        {
            // Away from this grain's scheduler: what the log and the id counters gather for all grains must not wait for one.
            return Parcel.Of(await Task.Run(
                () => handling.Handle(known, conflicted => moved |= conflicted == stream, cancellationToken), cancellationToken));
        }
        catch (Exception e) when (Parcel.Of(e) is not null)
        {
            return Parcel.Of(e)!;
        }
        finally
        {
            if (moved)
            {
                DeactivateOnIdle();
            }
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        handling.Forget(Stream);
        return Task.CompletedTask;
    }
}

[GrainType("organisation")]
internal sealed class OrganisationGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("collaboration")]
internal sealed class CollaborationGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("study")]
internal sealed class StudyGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("algorithm_store")]
internal sealed class AlgorithmStoreGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("role")]
internal sealed class RoleGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("user")]
internal sealed class UserGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("node")]
internal sealed class NodeGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("task")]
internal sealed class TaskGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("run")]
internal sealed class RunGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("alarm")]
internal sealed class AlarmGrain(CommandHandling handling) : StreamGrain(handling);

[GrainType("retention")]
internal sealed class RetentionGrain(CommandHandling handling) : StreamGrain(handling);
