using Plugin.Domain;
using Plugin.Grains.Nodes;
using Decisions = Plugin.Domain.Runs;

namespace Plugin.Grains.Runs;

/// <summary>A node takes a run; a repetition by the same session is answered with the attempt it was given.</summary>
/// <param name="Session">The agent's session, which must be the node's present one; null for clients that have none (vantage6 nodes).</param>
public sealed record ClaimRun(CallContext By, RunId Run, NodeId Node, string? Session) : Command<ClaimedAttempt>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<ClaimedAttempt>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        // Also brings back a node that was taken for offline: a claim is as good a sign of life as a heartbeat.
        if (Session is not null && await Sessions.Confirm(turn, Node, Session, cancellationToken) is { } unfit)
        {
            return unfit;
        }

        if (await turn.Decide(Streams.Of(Run), new Decisions.ClaimRun(Node, turn.Now, turn.Hub.Store.Log.Origin.Generation), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var claimed = (Domain.Runs.Run.Existing)await turn.Load(Streams.Of(Run), cancellationToken);
        return new ClaimedAttempt(claimed.Order.Task, claimed.Attempt);
    }
}

/// <param name="Attempt">The fencing number of every report that follows.</param>
public sealed record ClaimedAttempt(TaskId Task, int Attempt);
