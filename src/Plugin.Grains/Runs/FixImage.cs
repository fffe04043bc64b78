using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Decisions = Plugin.Domain.Tasks;

namespace Plugin.Grains.Runs;

/// <summary>
/// The station of an attempt tells the digest that it has of the task's image; answered with the one that all runs of the job go by. A subtask runs
/// its parent's image, so the job's first task keeps it for all.
/// </summary>
/// <param name="Digest">Null: it asks only.</param>
public sealed record FixImage(CallContext By, RunId Run, NodeId Node, int Attempt, string? Digest) : Command<FixedImage>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<FixedImage>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var run = await turn.Load(Streams.Of(Run), cancellationToken);
        // Only who may report on the attempt may speak for it.
        if (Domain.Runs.Run.Decide(run, new ReportInitializing(Node, Attempt, turn.Now)) is Decision<RunEvent>.Refused refused)
        {
            return refused.Refusal;
        }

        var task = (FederatedTask.Born)await turn.Load(Streams.Of(((Run.Existing)run).Order.Task), cancellationToken);
        var first = Streams.Of(task.Order.Job);
        return Digest is not null && await turn.Decide(first, new Decisions.FixImage(Run, Digest, turn.Now), cancellationToken) is { } refusal ? refusal
            : await turn.Load(first, cancellationToken) is FederatedTask.Born job ? new FixedImage(job.ImageDigest)
            : TaskRefusals.Missing;
    }
}

/// <param name="Digest">Null when no station has told one.</param>
public sealed record FixedImage(string? Digest);
