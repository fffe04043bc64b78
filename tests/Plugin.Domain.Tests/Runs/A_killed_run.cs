using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_killed_run : RunSpec
{
    private static readonly RunCause Why = RunCauses.TaskKilled(Question);

    private static readonly RunEvent[] Killed = [.. Active(), Ended(1, RunOutcome.Killed, Why)];

    public static TheoryData<RunReport> LateReports { get; } =
    [
        new ReportAwaitingApproval(NodeA, 1, Now), new ReportInitializing(NodeA, 1, Now), ReportStarted(1),
        new ReportHeld(NodeA, 1, Words, Now), ReportCompleted(1), ReportCrashed(1), ReportLost(1),
        new ReportEnded(NodeA, 1, RunOutcome.Killed, Words, null, null, Now),
    ];

    [Fact]
    public void Ends_before_anyone_claimed_it() =>
        Given(Requested).When(new KillRun(Question, Now)).Then(Ended(0, RunOutcome.Killed, Why));

    [Fact]
    public void Ends_while_active() =>
        Given(Active()).When(new KillRun(Question, Now)).Then(Ended(1, RunOutcome.Killed, Why));

    [Fact]
    public void Ends_while_its_node_is_out_of_contact() =>
        Given([.. Active(), OutOfContact(1)]).When(new KillRun(Question, Now)).Then(Ended(1, RunOutcome.Killed, Why));

    [Fact]
    public void Is_killed_once() =>
        Given(Killed).When(new KillRun(Question, Now)).ThenNothing();

    [Fact]
    public void Is_not_one_that_had_completed() =>
        Given([.. Active(), Completed(1)]).When(new KillRun(Question, Now))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Completed, RunCauses.Reported(Words)));

    [Theory, MemberData(nameof(LateReports), DisableDiscoveryEnumeration = true)]
    public void Refuses_whatever_arrives_later(RunReport report) =>
        Given(Killed).When(report).ThenRefused(AlreadyEnded(1, RunOutcome.Killed, Why));

    [Fact]
    public void Orders_no_subtask() =>
        Given(Killed).When(new RecordSubtask(1, 1, Subtask, Now)).ThenRefused(AlreadyEnded(1, RunOutcome.Killed, Why));
}
