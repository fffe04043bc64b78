using Plugin.Domain;
using Plugin.Domain.Runs;

namespace Plugin.Grains.Runs;

/// <summary>Commands that the hub gives itself about one run.</summary>
internal abstract record RunDuty(CallContext By, RunId Run) : Command<Done>(By)
{
    internal override string? Owner => Run.ToString();

    internal override Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        RunDecision.Make(turn, Run, ToDecide(turn.Now), cancellationToken);

    protected abstract RunCommand ToDecide(DateTimeOffset now);
}

internal sealed record ExpireRunLease(CallContext By, RunId Run, int Attempt) : RunDuty(By, Run)
{
    protected override RunCommand ToDecide(DateTimeOffset now) => new ExpireLease(Attempt, now);
}

internal sealed record LoseRun(CallContext By, RunId Run, NodeId Node) : RunDuty(By, Run)
{
    protected override RunCommand ToDecide(DateTimeOffset now) => new LoseContact(Node, now);
}

internal sealed record RegainRun(CallContext By, RunId Run, NodeId Node, int Attempt) : RunDuty(By, Run)
{
    protected override RunCommand ToDecide(DateTimeOffset now) => new RegainContact(Node, Attempt, now);
}

internal sealed record GiveUpRun(CallContext By, RunId Run, int Attempt) : RunDuty(By, Run)
{
    protected override RunCommand ToDecide(DateTimeOffset now) => new GiveUp(Attempt, now);
}

/// <summary>By the watch: the run's node is no longer there, or no longer in the run's collaboration.</summary>
internal sealed record AbandonRun(CallContext By, RunId Run, NodeId Node) : RunDuty(By, Run)
{
    protected override RunCommand ToDecide(DateTimeOffset now) => new WithdrawNode(Node, now);
}
