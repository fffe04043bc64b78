using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Alarms">Those that nobody has acknowledged first, then the latest.</param>
public sealed record AlarmList(string Origin, IReadOnlyList<AlarmView> Alarms);

/// <param name="Id">For example <c>node-7-fork</c>; its events are in the stream <c>alarm-</c> with this after it.</param>
/// <param name="Kind">One of <see cref="AlarmKinds"/>.</param>
/// <param name="NodeId">The node that reports it; null when the hub found it.</param>
/// <param name="Text">What it means, in a sentence.</param>
/// <param name="Evidence">Checkpoints as signed notes: what was known first, then what contradicts it.</param>
public sealed record AlarmView(
    string Id, string Kind, int? NodeId, string Text, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset RaisedAt,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, IReadOnlyList<string> Evidence);

/// <summary>What can be wrong with the log. All but the last two are for stations to report.</summary>
public static class AlarmKinds
{
    public const string Fork = "fork";
    public const string Shrunk = "shrunk";
    public const string HubKey = "hub_key";
    public const string Signature = "signature";
    public const string OtherLog = "other_log";
    public const string Generation = "generation";
    public const string Unwitnessed = "unwitnessed";
    public const string WitnessKey = "witness_key";
    public const string NodeKey = "node_key";
    public const string History = "history";

    /// <summary>In a sentence each.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = new Dictionary<string, string>
    {
        [Fork] = "The log that the hub shows does not continue the checkpoint that the station kept: its past was changed, or there are two of it.",
        [Shrunk] = "The log that the hub shows is shorter than the checkpoint that the station kept: events were removed.",
        [HubKey] = "The hub's checkpoints are signed with another key than the one that the station knows.",
        [Signature] = "A signature under a checkpoint is wrong, or the checkpoint cannot be read.",
        [OtherLog] = "The hub shows another hub's log.",
        [Generation] = "The log goes on in another generation, which the station's operator has not accepted.",
        [Unwitnessed] = "No other node has signed anything new for an hour, though the log grew.",
        [WitnessKey] = "The hub shows another signing key of another node than before.",
        [NodeKey] = "An agent came with another signing key than the one that is registered for its node.",
        [History] = "The log does not continue its own newest checkpoint: its past was changed. No further checkpoint is signed.",
    };
}
