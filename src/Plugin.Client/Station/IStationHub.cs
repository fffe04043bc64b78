using Plugin.Contracts.Station;

namespace Plugin.Client.Station;

/// <summary>
/// The hub as a station sees it. Every call is one try: the agent decides how long to repeat it. Failures are <see cref="HubException"/>;
/// refusals carry the protocol's code (<c>run.superseded</c>, <c>run.finished</c>, <c>session.fenced</c>, <c>feed.cursor</c> …).
/// </summary>
public interface IStationHub
{
    Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken);

    /// <summary>Starts with a snapshot, goes on with what changes, ends when the connection does. The caller connects again.</summary>
    IAsyncEnumerable<FeedItem> Feed(string session, string? after, CancellationToken cancellationToken);

    Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken);

    Task Report(int run, RunReport report, CancellationToken cancellationToken);

    /// <summary>Tells the digest of the image that this station would run, if any, and answers the one that all runs of the task go by; null: none is told.</summary>
    Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken);

    /// <summary>What an active attempt has printed so far.</summary>
    Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken);

    /// <summary>The input of a claimed run that the claim did not carry, as the client sent it. Reading it may throw <see cref="IOException"/>.</summary>
    Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken);

    /// <summary>Goes on where an earlier try, also that of another process, broke off.</summary>
    /// <param name="open">Opens the bytes, which are the same each time and can be sought in; called again when the try has to be repeated.</param>
    Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken);

    Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>The key that verifies the log's checkpoints, as the hub has it, in the text form of signed-note.</summary>
    Task<string> LogKey(CancellationToken cancellationToken);

    /// <summary>Proves that the log of <paramref name="to"/> events begins with the log of <paramref name="from"/> events.</summary>
    Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken);

    Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken);

    Task Raise(StationAlarm alarm, CancellationToken cancellationToken);
}
