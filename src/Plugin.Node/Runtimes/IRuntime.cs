using Plugin.Contracts.Station;
using Plugin.Node.Attempts;

namespace Plugin.Node.Runtimes;

/// <summary>
/// What executes attempts. It outlives the agent: a new agent finds what an earlier one started. An attempt is started at most once, whatever
/// happens in between.
/// </summary>
public interface IRuntime
{
    /// <summary>Sees to it that the image is there.</summary>
    /// <param name="digest">Exactly this one of the image's repository; null: the one that goes by the name.</param>
    /// <exception cref="StartRefusedException">There is no such image.</exception>
    Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken);

    /// <summary>Starts the attempt unless it was started before.</summary>
    /// <exception cref="StartRefusedException">It cannot be started, and trying again would not help.</exception>
    Task Start(AttemptPlan plan, CancellationToken cancellationToken);

    Task<Trace> Find(AttemptId id, CancellationToken cancellationToken);

    /// <summary>Returns when a started attempt has ended; null when it is gone and left no outcome.</summary>
    Task<AttemptExit?> Wait(AttemptId id, CancellationToken cancellationToken);

    /// <summary>Writes what the algorithm printed, at most <paramref name="limit"/> bytes of it, the end rather than the beginning, as UTF-8.</summary>
    Task CopyLog(AttemptId id, Stream destination, long limit, CancellationToken cancellationToken);

    /// <summary>What the algorithm has printed and prints until it ends, as bytes that are only good until the next.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowLog(AttemptId id, CancellationToken cancellationToken);

    /// <summary>Ends what runs, with half a second's grace, and removes what is left. Doing it twice is harmless.</summary>
    Task Remove(AttemptId id, CancellationToken cancellationToken);

    /// <summary>Every attempt of this station of which there is anything left.</summary>
    Task<IReadOnlyList<AttemptId>> Known(CancellationToken cancellationToken);

    /// <summary>
    /// Removes what an agent of this node with another data folder left here, which is nobody's since this one said hello. What belongs to other nodes
    /// is not touched. Answers how many there were.
    /// </summary>
    Task<int> ClearStrays(CancellationToken cancellationToken);

    /// <summary>What it is and in which version, in a few words; null when that cannot be known now.</summary>
    Task<string?> Describe(CancellationToken cancellationToken);
}

/// <param name="Reference">What to run by: a digest or id where the runtime has one, so that what was checked is what runs.</param>
/// <param name="Digest">What the hub is told, as <c>sha256:…</c>: the registry's digest, or the id of an image that no registry has named.</param>
public sealed record PreparedImage(string Reference, string? Digest);

/// <param name="Extra">Further variables that the station gives every algorithm.</param>
/// <param name="ProxyPort">Where the algorithm reaches the proxy on its own 127.0.0.1.</param>
public sealed record AttemptPlan(
    ClaimGranted Grant, PreparedImage Image, IReadOnlyList<RequestedDatabase> Databases, IReadOnlyDictionary<string, string> Extra, int Node, int ProxyPort)
{
    public AttemptId Id => new(Grant.RunId, Grant.Attempt);

    /// <summary>The trace that the algorithm may go on with, as W3C <c>traceparent</c>; null where nothing is traced.</summary>
    public string? Traceparent { get; init; }
}

public enum Trace
{
    /// <summary>It was never started and can be.</summary>
    None,

    /// <summary>It runs, or has ended and left its outcome.</summary>
    Present,

    /// <summary>It was started, or may have been, and nothing tells how it ended.</summary>
    Vanished,
}

/// <param name="Remark">What the runtime adds to the exit code, such as that the memory ran out.</param>
/// <param name="OverLimit">It took more than it may: it has failed whatever its exit code, and what it wrote is not a result.</param>
public sealed record AttemptExit(int Code, string? Remark = null, bool OverLimit = false);

/// <summary>The attempt ends before it began, in the given final state.</summary>
public sealed class StartRefusedException(string state, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public string State { get; } = state;
}
