using Plugin.Domain;
using Plugin.Domain.Alarms;
using Decisions = Plugin.Domain.Alarms;

namespace Plugin.Grains.Alarms;

/// <summary>Puts on record that something must not be as it is. Nothing happens while the same alarm stands already.</summary>
/// <param name="Evidence">Checkpoints as signed notes.</param>
public sealed record RaiseAlarm(CallContext By, AlarmId Alarm, IReadOnlyList<string> Evidence) : Command<Done>(By)
{
    internal override string? Owner => Alarm.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(Alarm), new Decisions.RaiseAlarm(Alarm, Evidence.ToValueList(), turn.Now), cancellationToken) is { } refusal
            ? refusal
            : new Done();
}

public sealed record AcknowledgeAlarm(CallContext By, AlarmId Alarm) : Command<Done>(By)
{
    internal override string? Owner => Alarm.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(Alarm), new Decisions.AcknowledgeAlarm(turn.Now), cancellationToken) is { } refusal
            ? refusal
            : new Done();
}
