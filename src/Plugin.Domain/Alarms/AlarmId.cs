using System.Text.Json;

namespace Plugin.Domain.Alarms;

/// <summary>
/// What is wrong, and which node says so (null: the hub itself). There is one alarm of each at a time, and its text names the stream:
/// <c>alarm-node-7-fork</c>, <c>alarm-hub-history</c>.
/// </summary>
public readonly record struct AlarmId(AlarmKind Kind, NodeId? Node)
{
    private const string Prefix = "alarm-";

    /// <summary>The stream's name without what all alarms share.</summary>
    public string Name => ToString()[Prefix.Length..];

    public override string ToString() => $"{Prefix}{(Node is { } node ? node.ToString() : "hub")}-{Word(Kind)}";

    /// <summary>As events and the wire spell it.</summary>
    public static string Word(AlarmKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Null when it is no such word.</summary>
    public static AlarmKind? KindOf(string word) =>
        Enum.GetValues<AlarmKind>().Where(kind => Word(kind) == word).Select(kind => (AlarmKind?)kind).FirstOrDefault();

    /// <summary>From <see cref="Name"/>; null when no alarm can be called so.</summary>
    public static AlarmId? Parse(string name)
    {
        var parts = name.Split('-');
        AlarmId? id = parts switch
        {
            ["hub", var word] when KindOf(word) is { } kind => new AlarmId(kind, null),
            ["node", var number, var word] when KindOf(word) is { } kind && int.TryParse(number, out var node) => new AlarmId(kind, new NodeId(node)),
            _ => null,
        };
        return id?.Name == name ? id : null;
    }
}

public enum AlarmKind
{
    /// <summary>Two checkpoints that cannot be of one log: its past was changed, or there are two of it.</summary>
    Fork,

    /// <summary>The log is shorter than a checkpoint that was kept.</summary>
    Shrunk,

    /// <summary>Checkpoints are signed with another key than the hub's.</summary>
    HubKey,

    /// <summary>A signature, or a note, is not what it says.</summary>
    Signature,

    /// <summary>The checkpoints are of another hub's log.</summary>
    OtherLog,

    /// <summary>The log goes on in a generation that the station's operator has not accepted.</summary>
    Generation,

    /// <summary>No other node has signed anything new for an hour, while the log grew.</summary>
    Unwitnessed,

    /// <summary>The hub shows another key of another node than before.</summary>
    WitnessKey,

    /// <summary>An agent came with another signing key than the node's.</summary>
    NodeKey,

    /// <summary>The hub itself found that its log does not continue its newest checkpoint.</summary>
    History,
}
