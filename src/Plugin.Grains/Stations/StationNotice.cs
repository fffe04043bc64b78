using Plugin.Grains.Witnessing;

namespace Plugin.Grains.Stations;

/// <summary>What a station is told. Positions are positions of the log; a snapshot's is the one after which changes follow.</summary>
public abstract record StationNotice(long Position);

/// <param name="Checkpoint">Null before the first.</param>
public sealed record SnapshotTaken(long Position, IReadOnlyList<OfferedRun> Runs, CheckpointNews? Checkpoint) : StationNotice(Position);

/// <summary>The log has a newer checkpoint.</summary>
public sealed record CheckpointSigned(long Position, CheckpointNews Checkpoint) : StationNotice(Position);

/// <summary>A run can be claimed: it is new, or its former attempt was released.</summary>
/// <param name="At">When it did, by the log's time.</param>
public sealed record RunBecameAvailable(long Position, OfferedRun Run, DateTimeOffset At) : StationNotice(Position);

/// <summary>A run of this station ended, and not by its own report.</summary>
public sealed record RunEndedAtHub(long Position, int Run, int Attempt, string Cause) : StationNotice(Position)
{
    /// <summary>The trace of whoever ended it, as W3C <c>traceparent</c>; null where requests are not traced.</summary>
    public string? Traceparent { get; init; }
}

/// <summary>The last item: the hub ends this feed.</summary>
/// <param name="Code"><c>session.fenced</c>, <c>node.retired</c>, <c>node.key-reset</c>, <c>feed.replaced</c>, <c>feed.slow</c>, <c>hub.stopping</c>.</param>
public sealed record FeedClosed(long Position, string Code, string Reason) : StationNotice(Position);

/// <param name="State">The open states as the table of open runs spells them: <c>pending</c>, <c>claimed</c>, <c>active</c> …</param>
/// <param name="Attempt">The latest attempt, 0 when never claimed.</param>
public sealed record OfferedRun(int Run, int Task, int? ParentTask, string Image, string State, int Attempt)
{
    /// <summary>The trace that the station goes on with, as W3C <c>traceparent</c>; null where requests are not traced.</summary>
    public string? Traceparent { get; init; }
}
