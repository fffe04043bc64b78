using Plugin.Domain.Alarms;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Alarms;

public sealed class An_alarm : Spec<Alarm, AlarmEvent, AlarmCommand>
{
    private static readonly AlarmId Fork = new(AlarmKind.Fork, NodeA);
    private static readonly AlarmEvent Raised = new AlarmRaised(AlarmKind.Fork, NodeA, ["kept", "shown"], Now);
    private static readonly AlarmEvent Acknowledged = new AlarmAcknowledged(Now);
    private static readonly RaiseAlarm Raise = new(Fork, ["kept", "shown"], Now);
    private static readonly AcknowledgeAlarm Acknowledge = new(Now);

    [Fact]
    public void Is_raised() => GivenNothing.When(Raise).Then(Raised);

    [Fact]
    public void Is_raised_once_while_nobody_has_taken_notice() => Given(Raised).When(Raise).ThenNothing();

    [Fact]
    public void Is_acknowledged() => Given(Raised).When(Acknowledge).Then(Acknowledged);

    [Fact]
    public void Is_acknowledged_once() => Given(Raised, Acknowledged).When(Acknowledge).ThenNothing();

    [Fact]
    public void Is_raised_again_after_it_was_acknowledged() => Given(Raised, Acknowledged).When(Raise).Then(Raised);

    [Fact]
    public void Cannot_be_acknowledged_before_it_was_raised() => GivenNothing.When(Acknowledge).ThenRefused(AlarmRefusals.Missing);

    [Theory]
    [InlineData("node-21-hub_key")]
    [InlineData("hub-history")]
    public void Is_found_by_its_name(string name) => Assert.Equal($"alarm-{name}", AlarmId.Parse(name).ToString());

    [Theory]
    [InlineData("node-21-hubkey")]
    [InlineData("node-021-fork")]
    [InlineData("node-fork")]
    [InlineData("hub-21-fork")]
    [InlineData("")]
    public void Has_no_other_name(string name) => Assert.Null(AlarmId.Parse(name));
}
