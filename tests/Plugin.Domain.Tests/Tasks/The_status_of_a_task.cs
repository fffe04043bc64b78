using Plugin.Domain.Runs;
using static Plugin.Domain.Runs.RunStatus;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class The_status_of_a_task
{
    [Theory]
    [InlineData(new RunStatus[0], Completed)]
    [InlineData(new[] { Completed, Completed }, Completed)]
    [InlineData(new[] { Completed, Pending }, Pending)]
    [InlineData(new[] { Pending, Initializing, Completed }, Initializing)]
    [InlineData(new[] { Initializing, Active, Pending }, Active)]
    [InlineData(new[] { Active, Crashed }, Crashed)]
    [InlineData(new[] { Killed, Killed, Completed }, Killed)]
    [InlineData(new[] { Crashed, Failed, Active }, Failed)]
    public void Follows_from_those_of_its_runs(RunStatus[] runs, RunStatus task) =>
        Assert.Equal(task, RunStatuses.OfTask(runs));

    public static TheoryData<Run.Existing, RunStatus> States { get; } = new()
    {
        { new Run.Pending(Order, 0), Pending },
        { new Run.Claimed(Order, 1), Pending },
        { new Run.AwaitingApproval(Order, 1, IsApproved: false), Pending },
        { new Run.Initializing(Order, 1), Initializing },
        { new Run.Active(Order, 1, 0), Active },
        { new Run.Unreachable(Order, 1, 0), Active },
        { new Run.Held(Order, 1, 0), Active },
        { new Run.Ended(Order, 1, RunOutcome.Completed, RunCauses.GivenUp, null, null), Completed },
        { new Run.Ended(Order, 1, RunOutcome.Failed, RunCauses.GivenUp, null, null), Failed },
        { new Run.Ended(Order, 1, RunOutcome.Crashed, RunCauses.GivenUp, null, null), Crashed },
        { new Run.Ended(Order, 1, RunOutcome.NotAllowed, RunCauses.GivenUp, null, null), NotAllowed },
        { new Run.Ended(Order, 1, RunOutcome.NoImage, RunCauses.GivenUp, null, null), NoImage },
        { new Run.Ended(Order, 1, RunOutcome.StartFailed, RunCauses.GivenUp, null, null), StartFailed },
        { new Run.Ended(Order, 1, RunOutcome.Killed, RunCauses.GivenUp, null, null), Killed },
        { new Run.Ended(Order, 1, RunOutcome.Unknown, RunCauses.GivenUp, null, null), RunStatus.Unknown },
    };

    private static RunOrder Order => new(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input);

    [Theory, MemberData(nameof(States), DisableDiscoveryEnumeration = true)]
    public void Is_told_in_the_words_of_the_wire_protocol(Run.Existing run, RunStatus status) => Assert.Equal(status, run.Status());

    [Fact]
    public void Is_a_failure_when_it_is_final_and_not_completed() =>
        Assert.Equal(
            [Failed, Crashed, NotAllowed, NoImage, StartFailed, Killed, RunStatus.Unknown],
            Enum.GetValues<RunStatus>().Where(s => s.IsFinal() && s.IsFailure()));

    [Fact]
    public void Is_open_while_it_is_pending_initializing_or_active() =>
        Assert.Equal([Pending, Initializing, Active], Enum.GetValues<RunStatus>().Where(s => !s.IsFinal()));
}
