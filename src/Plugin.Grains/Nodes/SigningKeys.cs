using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.EventLog.Proving;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>
/// A station tells the key it signs checkpoints with. The first is the node's; an agent that comes with another is refused, and that is an
/// alarm, since whoever has the node's key could be somebody else.
/// </summary>
/// <param name="Key">SubjectPublicKeyInfo in base64.</param>
public sealed record RegisterSigningKey(CallContext By, NodeId Node, string Key) : Command<SigningKeyAnswer>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<SigningKeyAnswer>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var key = new byte[Key.Length];
        if (!Convert.TryFromBase64String(Key, key, out var length) || !Cosignatures.IsKey(key[..length]))
        {
            return new Refusal(RefusalKind.Invalid, "signing_key.invalid", "A signing key is an ECDSA key over P-256, its SubjectPublicKeyInfo in base64.");
        }

        var refusal = await turn.Decide(Streams.Of(Node), new Decisions.RegisterSigningKey(Key, turn.Now), cancellationToken);
        if (refusal is null)
        {
            return new SigningKeyAnswer(Refused: null);
        }

        if (refusal != Decisions.NodeRefusals.OtherSigningKey)
        {
            return refusal;
        }

        var alarm = new AlarmId(AlarmKind.NodeKey, Node);
        await turn.Decide(Streams.Of(alarm), new Domain.Alarms.RaiseAlarm(alarm, [], turn.Now), cancellationToken);
        return new SigningKeyAnswer(refusal.Reason);
    }
}

/// <param name="Refused">Why the key is not the node's; null when it is.</param>
public sealed record SigningKeyAnswer(string? Refused);

/// <summary>By an administrator: the next signing key that the station comes with is the node's.</summary>
public sealed record ReleaseSigningKey(CallContext By, NodeId Node) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Decide(Streams.Of(Node), new Decisions.ReleaseSigningKey(turn.Now), cancellationToken) is { } refusal
            ? refusal
            : new Done();
}
