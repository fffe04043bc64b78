using System.Globalization;

namespace Plugin.EventLog;

/// <summary>
/// The one ordered log. Acknowledged means committed and flushed. Any number of writers in any number of processes (SQLite: one
/// process) may append at once; positions have no holes and are in commit order.
/// </summary>
public interface IEventLog
{
    /// <remarks>
    /// Cancelling withdraws an append that is still waiting for its turn. Once it is being written its fate is awaited, so that the
    /// caller always learns it.
    /// </remarks>
    /// <exception cref="StreamConflictException"/>
    /// <exception cref="KeyTakenException"/>
    /// <exception cref="AppendRejectedException"/>
    /// <exception cref="LogUnavailableException"/>
    /// <exception cref="ArgumentException">An entry of more than 60 000 bytes, no events at all, or a stream named twice.</exception>
    Task<Appended> Append(Append append, CancellationToken cancellationToken);

    /// <summary>The stream's events with a version above <paramref name="afterVersion"/>, in order; empty when there are none.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken);

    /// <summary>
    /// The events of all streams whose names begin with <paramref name="prefix"/>, for example <c>user-</c>, up to a position, in the log's order.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken);

    /// <summary>The stream's version, 0 when it does not exist. Reads the store, never a cache.</summary>
    Task<long> VersionOf(string stream, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> events with a position above <paramref name="afterPosition"/>, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> Read(long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>The last position, 0 for an empty log.</summary>
    Task<long> Head(CancellationToken cancellationToken);

    /// <summary>
    /// Every event after a position, then every new one as it is committed, by this or any other process, each once and in order.
    /// Ends only by cancellation.
    /// </summary>
    IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a unique key without an append, in one order with all appends: when this answers true, an append that takes the key for another
    /// owner has not happened and never will.
    /// </summary>
    /// <returns>False when another has the key.</returns>
    Task<bool> Take(TakeKey key, CancellationToken cancellationToken);

    /// <summary>The owner of a unique key, null when it is free.</summary>
    Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken);

    /// <summary>The stored outcome of an idempotency key, null when it is unknown.</summary>
    Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>
    /// What this log is: a random hub id made at first start, and the generation (1, and a higher one after each restore to the past). Read
    /// when the store was opened; one who opens a new generation has the store to itself.
    /// </summary>
    LogOrigin Origin { get; }
}

/// <summary>Text form <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>; cursors are <c>generation:position</c>.</summary>
public sealed record LogOrigin(Guid Hub, int Generation)
{
    public override string ToString() => $"plugin/{Hub:D}/{Generation}";

    /// <summary>Null when it is not the text form of an origin. One origin has one spelling.</summary>
    public static LogOrigin? Parse(string text) =>
        text.Split('/') is ["plugin", var hub, var generation]
        && Guid.TryParseExact(hub, "D", out var id) && int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && new LogOrigin(id, number) is var origin && origin.ToString() == text && number > 0
            ? origin
            : null;
}
