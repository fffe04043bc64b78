using Plugin.Domain;
using Plugin.Domain.Runs;

namespace Plugin.Grains.Runs;

/// <summary>What a node says of an attempt it holds. A failed end cancels the siblings that have not started, in the same append.</summary>
public sealed record ReportRun(CallContext By, RunId Run, NodeId Node, int Attempt, RunStage Stage) : Command<Done>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        RunCommand command;
        switch (Stage)
        {
            case RunStage.AwaitingApproval:
                command = new ReportAwaitingApproval(Node, Attempt, turn.Now);
                break;
            case RunStage.Initializing:
                command = new ReportInitializing(Node, Attempt, turn.Now);
                break;
            case RunStage.Started started:
                command = new ReportStarted(Node, Attempt, started.ImageDigest, turn.Now);
                break;
            case RunStage.Held held:
                command = new ReportHeld(Node, Attempt, held.Reason, turn.Now);
                break;
            case RunStage.Lost lost:
                command = new ReportLost(Node, Attempt, lost.Reason, turn.Now);
                break;
            case RunStage.Ended ended:
                var result = ended.Result is null ? null : await ended.Result.Keep(turn, cancellationToken);
                var log = ended.Log is null ? null : await ended.Log.Keep(turn, cancellationToken);
                if ((result is null && ended.Result is not null) || (log is null && ended.Log is not null))
                {
                    return Content.Missing;
                }

                command = new ReportEnded(Node, Attempt, ended.Outcome, ended.Cause, result, log, turn.Now);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{Stage.GetType().Name} is not a stage.");
        }

        return await RunDecision.Make(turn, Run, command, cancellationToken);
    }
}

/// <summary>Where an attempt is, in a node's words.</summary>
public abstract record RunStage
{
    private RunStage()
    {
    }

    public sealed record AwaitingApproval : RunStage;

    public sealed record Initializing : RunStage;

    public sealed record Started(string? ImageDigest) : RunStage;

    public sealed record Held(string Reason) : RunStage;

    public sealed record Lost(string Reason) : RunStage;

    public sealed record Ended(RunOutcome Outcome, string Cause, Content? Result, Content? Log) : RunStage;
}
