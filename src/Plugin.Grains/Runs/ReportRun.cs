using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;

namespace Plugin.Grains.Runs;

/// <summary>What a node says of an attempt it holds. A failed end cancels the siblings that have not started, in the same append.</summary>
public sealed record ReportRun(CallContext By, RunId Run, NodeId Node, int Attempt, RunStage Stage) : Command<Done>(By)
{
    internal override string? Owner => Run.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (WordsOf(Stage) is { } words && string.IsNullOrWhiteSpace(words))
        {
            return RunRefusals.WithoutCause;
        }

        RunCommand command;
        switch (Stage)
        {
            case RunStage.AwaitingApproval:
                command = new ReportAwaitingApproval(Node, Attempt, turn.Now);
                break;
            case RunStage.Approved approved:
                command = new ReportApproved(Node, Attempt, await Seal(turn, approved.Words, cancellationToken), turn.Now);
                break;
            case RunStage.Initializing:
                command = new ReportInitializing(Node, Attempt, turn.Now);
                break;
            case RunStage.Started started:
                command = new ReportStarted(Node, Attempt, started.ImageDigest, turn.Now);
                break;
            case RunStage.Held held:
                command = new ReportHeld(Node, Attempt, await Seal(turn, held.Reason, cancellationToken), turn.Now);
                break;
            case RunStage.Lost lost:
                command = new ReportLost(Node, Attempt, await Seal(turn, lost.Reason, cancellationToken), turn.Now);
                break;
            case RunStage.Ended ended:
                var (wanted, wantedLog) = await Wanted(turn, ended, cancellationToken);
                var result = wanted is null ? null : await wanted.Keep(turn, Run, cancellationToken);
                var log = wantedLog is null ? null : await wantedLog.Keep(turn, Run, cancellationToken);
                if ((result is null && wanted is not null) || (log is null && wantedLog is not null))
                {
                    return Content.Missing;
                }

                command = new ReportEnded(
                    Node, Attempt, ended.Outcome, await Seal(turn, ended.Cause, cancellationToken), result, log, turn.Now);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{Stage.GetType().Name} is not a stage.");
        }

        return await RunDecision.Make(turn, Run, command, cancellationToken);
    }

    /// <summary>Nothing is kept a second time, and nothing of a task whose contents were erased since.</summary>
    private async Task<(Content? Result, Content? Log)> Wanted(Turn turn, RunStage.Ended stage, CancellationToken cancellationToken) =>
        await turn.Load(Streams.Of(Run), cancellationToken) is not Domain.Runs.Run.Ended run ? (stage.Result, stage.Log)
        : await turn.Load(Streams.Of(run.Order.Task), cancellationToken) is not FederatedTask.Born { Erased: Erased.Nothing } ? (null, null)
        : (run.Result is null ? stage.Result : null, run.Log is null ? stage.Log : null);

    private static string? WordsOf(RunStage stage) => stage switch
    {
        RunStage.Approved approved => approved.Words,
        RunStage.Held held => held.Reason,
        RunStage.Lost lost => lost.Reason,
        RunStage.Ended ended => ended.Cause,
        _ => null,
    };

    /// <summary>Under the key of the run's task. Of a run that is not open no words are kept, and its task may have no key any more.</summary>
    private async Task<Sealed> Seal(Turn turn, string words, CancellationToken cancellationToken) =>
        await turn.Load(Streams.Of(Run), cancellationToken) is Domain.Runs.Run.Open { Order.Task: var task }
            ? new Sealed(await turn.Hub.Seals.Seal(turn.Hub.Store.Vault, task.ToString(), words, cancellationToken))
            : new Sealed("");
}

/// <summary>Where an attempt is, in a node's words.</summary>
public abstract record RunStage
{
    private RunStage()
    {
    }

    public sealed record AwaitingApproval : RunStage;

    public sealed record Approved(string Words) : RunStage;

    public sealed record Initializing : RunStage;

    public sealed record Started(string? ImageDigest) : RunStage;

    public sealed record Held(string Reason) : RunStage;

    public sealed record Lost(string Reason) : RunStage;

    public sealed record Ended(RunOutcome Outcome, string Cause, Content? Result, Content? Log) : RunStage;
}
