using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_with_ports : RunSpec
{
    private static readonly OpenPort Open = new(NodeA, new PortId(3), 8888, "com", Now);

    [Fact]
    public void Opens_one_for_the_attempt_that_is_under_way() =>
        Given([Requested, Claimed(1)]).When(Open).Then(new RunPortOpened(Consortium, 1, new PortId(3), 8888, "com", Now));

    [Fact]
    public void Closes_them_together() =>
        Given(Active()).When(new ClosePorts(NodeA, [new PortId(3), new PortId(4)], Now))
            .Then(new RunPortsClosed(Consortium, 1, [new PortId(3), new PortId(4)], Now));

    [Fact]
    public void Has_none_before_it_was_claimed() => Given(Requested).When(Open).ThenRefused(RunRefusals.NeverClaimed);

    [Fact]
    public void Is_not_opened_by_another_node() =>
        Given(Active()).When(Open with { Node = NodeB }).ThenRefused(RunRefusals.OtherNode);

    [Fact]
    public void Opens_none_after_its_end() =>
        Given([.. Active(), Completed(1)]).When(Open).ThenRefused(AlreadyEnded(1, RunOutcome.Completed, RunCauses.Reported(Words)));
}
