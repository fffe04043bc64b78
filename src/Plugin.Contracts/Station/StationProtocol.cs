using System.Text.Json.Serialization;

namespace Plugin.Contracts.Station;

/// <summary>
/// The routes of the station protocol, below the API path. All take the node's access token. Errors are problem details
/// (<c>application/problem+json</c> with an extra <c>code</c>).
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>POST station/session</c> <see cref="StationHello"/> → 200 <see cref="StationWelcome"/>: a new agent session; the node's older session is fenced.</item>
/// <item><c>GET station/feed?session=…[&amp;after=generation:position]</c> → server-sent events, each a <see cref="FeedItem"/> with its cursor as id;
/// with <c>&amp;wait=25</c> the same as one JSON array <see cref="FeedItem"/>[] (empty after that many seconds; the first call without <c>after</c> answers
/// the snapshot at once). 409 <c>feed.cursor</c> when the cursor lies beyond the end of the log or is of another generation.</item>
/// <item><c>POST station/runs/{id}/claim</c> <see cref="ClaimRequest"/> → 200 <see cref="ClaimGranted"/>; 409 when the run cannot be claimed.
/// The same session repeating a claim it holds gets the same answer.</item>
/// <item><c>POST station/runs/{id}/report</c> <see cref="RunReport"/> → 204; 409 <c>run.superseded</c>, <c>run.finished</c>.
/// The same report twice is answered 204 twice.</item>
/// <item><c>POST station/runs/{id}/image</c> <see cref="FoundImage"/> → 200 <see cref="TaskImageDigest"/>: the first digest that is told of a task's image is the one that
/// all its runs go by. Without a digest it only asks for that one.</item>
/// <item><c>PUT station/runs/{id}/log/{attempt}</c> <see cref="LiveLog"/> → 204: what an active attempt has printed so far, in place of what was told before.</item>
/// <item><c>PUT station/runs/{id}/contents/{attempt}/{kind}</c> with kind <c>result</c> or <c>log</c>, raw bytes → 200 <see cref="ContentStored"/>: uploads
/// what is too large for a report, before the report names it. The bytes are those of the text (UTF-8) that the report would have carried, and the same
/// each time: repeating it is harmless. An upload that broke off goes on with <c>Content-Range: bytes FROM-LAST/SIZE</c>; 409 <c>content.offset</c> when
/// the bytes before FROM are not all there. 413 <c>content.too-large</c>; 503 <c>content.unavailable</c>: the same later.</item>
/// <item><c>GET</c> of the same <c>?size=N</c> → 200 <see cref="ContentProgress"/>: where to go on; 413 when the hub takes no content of this size.</item>
/// <item><c>GET station/runs/{id}/input/{attempt}</c> → 200 with the raw bytes of an input that the claim did not carry, <c>Range: bytes=N-</c> → 206.</item>
/// <item><c>POST station/heartbeat</c> <see cref="StationHeartbeat"/> → 200 <see cref="HeartbeatAnswer"/>, every 5 s; 409 <c>session.fenced</c> for an older session,
/// <c>session.unknown</c> for one that never said hello.</item>
/// <item><c>POST station/cosignatures</c> <see cref="StationCosignature"/> → 204: keeps a node's signature under a checkpoint; 400 <c>cosignature.invalid</c>,
/// 409 <c>cosignature.no_key</c>, <c>cosignature.unknown_checkpoint</c>.</item>
/// <item><c>POST station/alarms</c> <see cref="StationAlarm"/> → 204: the station found something wrong with the log. The same twice is one alarm.</item>
/// </list>
/// </remarks>
public static class StationRoutes
{
    public const string Session = "station/session";
    public const string Feed = "station/feed";
    public const string Heartbeat = "station/heartbeat";
    public const string Cosignatures = "station/cosignatures";
    public const string Alarms = "station/alarms";

    public static string Claim(int run) => $"station/runs/{run}/claim";

    public static string Report(int run) => $"station/runs/{run}/report";

    public static string Image(int run) => $"station/runs/{run}/image";

    public static string Log(int run, int attempt) => $"station/runs/{run}/log/{attempt}";

    public static string Input(int run, int attempt) => $"station/runs/{run}/input/{attempt}";

    public static string Content(int run, int attempt, string kind) => $"station/runs/{run}/contents/{attempt}/{kind}";
}

/// <param name="Session">A UUID the agent makes at each start of its process.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="Facts">What the station chooses to tell about itself, in the flat key/value form of a node's <c>config</c>.</param>
/// <param name="SigningKey">The key it signs checkpoints with (ECDSA P-256, SubjectPublicKeyInfo in base64); the first is the node's.</param>
public sealed record StationHello(string Session, string Version, IReadOnlyList<ConfigEntry> Facts, string? SigningKey = null);

public sealed record ConfigEntry(string Key, string Value);

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="SigningKeyRefused">Why the signing key of the hello is not the node's; null when it is, or none was told.</param>
public sealed record StationWelcome(
    int NodeId, string Name, int OrganizationId, int CollaborationId, bool Encrypted, string Origin,
    int HeartbeatSeconds, int OfflineAfterSeconds, string? SigningKeyRefused = null);

/// <summary>One item of the feed. <see cref="Cursor"/> is <c>generation:position</c>.</summary>
/// <remarks>A kind that this version does not know is read as nothing but its cursor: a newer hub does not end an older station's feed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(FeedSnapshot), "snapshot")]
[JsonDerivedType(typeof(RunOffered), "run")]
[JsonDerivedType(typeof(RunKilled), "kill")]
[JsonDerivedType(typeof(FeedCheckpoint), "checkpoint")]
[JsonDerivedType(typeof(FeedEnded), "end")]
public record FeedItem(string Cursor);

/// <summary>
/// First item of every connection, taken at one position: all open runs of this node (also those it has claimed already). An attempt the
/// agent holds that is not among them has ended at the hub: stop it.
/// </summary>
/// <param name="Checkpoint">Null before the log's first.</param>
public sealed record FeedSnapshot(string Cursor, IReadOnlyList<OpenRun> Runs, CheckpointNews? Checkpoint = null) : FeedItem(Cursor);

/// <summary>The log has a newer checkpoint; with many nodes connected not each is told of every one.</summary>
public sealed record FeedCheckpoint(string Cursor, CheckpointNews Checkpoint) : FeedItem(Cursor);

/// <param name="Note">A checkpoint of the log, signed by the hub: a C2SP signed note.</param>
/// <param name="Others">How many other nodes sign checkpoints.</param>
/// <param name="Witnessed">The newest checkpoint, up to this one, that other nodes have signed, with signatures of some of them; null when there is none.</param>
/// <param name="Keys">Theirs, in the text form of signed-note.</param>
public sealed record CheckpointNews(string Note, int Others, string? Witnessed, IReadOnlyList<string> Keys);

/// <summary>A run is there to be claimed: new, or released after a lost lease.</summary>
public sealed record RunOffered(string Cursor, OpenRun Run) : FeedItem(Cursor);

/// <summary>The run has ended at the hub without this node's report (killed, sibling failed, given up): stop the container.</summary>
public sealed record RunKilled(string Cursor, int RunId, int Attempt, string Cause) : FeedItem(Cursor)
{
    /// <summary>The trace of whoever ended it, in W3C's form; null where the hub traces nothing. For telemetry only.</summary>
    public string? Traceparent { get; init; }
}

/// <summary>The hub ends this feed on purpose: <c>session.fenced</c>, <c>token.expired</c>, <c>node.retired</c>, <c>hub.stopping</c>, <c>feed.replaced</c>, <c>feed.slow</c>.</summary>
public sealed record FeedEnded(string Cursor, string Code, string Reason) : FeedItem(Cursor);

/// <param name="State">One of <see cref="RunStates"/>.</param>
/// <param name="Attempt">The latest attempt, 0 when never claimed.</param>
public sealed record OpenRun(int RunId, int TaskId, int? ParentTaskId, string Image, string State, int Attempt)
{
    /// <summary>The trace to go on with, in W3C's form; null where the hub traces nothing, and in snapshots for all but the oldest. For telemetry only.</summary>
    public string? Traceparent { get; init; }
}

/// <summary>Our own protocol's names of the open states of a run.</summary>
public static class RunStates
{
    public const string Pending = "pending";
    public const string AwaitingApproval = "awaiting approval";
    public const string Claimed = "claimed";
    public const string Initializing = "initializing";
    public const string Active = "active";
    public const string Unreachable = "unreachable";
    public const string Held = "held";
}

public sealed record ClaimRequest(string Session);

/// <summary>Everything a node needs to execute one attempt.</summary>
/// <param name="Attempt">The fencing number that every report of this attempt carries.</param>
/// <param name="Input">The run's input as the client sent it: base64, or <c>key$iv$data</c> in an encrypted collaboration. Null when it has more than
/// <see cref="RunReport.InlineLimit"/> bytes: it is fetched by itself then.</param>
/// <param name="RunToken">
/// The hub's own token for requests that the algorithm makes through the node's proxy; valid while exactly this attempt is open. It never
/// enters the container.
/// </param>
/// <param name="LeaseSeconds">An attempt that has not reported <c>active</c> and is not named in a heartbeat for this long is released.</param>
public sealed record ClaimGranted(
    int RunId, int Attempt, int TaskId, int JobId, int? ParentTaskId, int CollaborationId, int? StudyId, int? StoreId,
    int InitOrganizationId, int InitUserId, int OrganizationId, string Image, IReadOnlyList<ClaimedDatabase> Databases,
    string? Input, string RunToken, int LeaseSeconds)
{
    /// <summary>Names for the station's rules and its operator, as the hub knows them; null where it does not, or where they were erased.</summary>
    public string? TaskName { get; init; }

    public string? InitUser { get; init; }

    public string? InitOrganization { get; init; }

    /// <summary>The address of the algorithm store that the task names.</summary>
    public string? Store { get; init; }

    /// <summary>The trace that ordered the run, in W3C's form; null where the hub traces nothing. For telemetry only.</summary>
    public string? Traceparent { get; init; }
}

/// <param name="Parameters">A JSON object as text with the optional keys <c>query</c>, <c>sheet_name</c>, <c>preprocessing</c>, <c>arguments</c>.</param>
public sealed record ClaimedDatabase(string Label, string Parameters);

/// <param name="State">
/// <c>awaiting approval</c>, <c>approved</c> (the station's operator said yes; the cause says who and why), <c>initializing</c>, <c>active</c>, <c>held</c>, <c>lost</c> (the node no longer has the attempt), or a final status in the
/// wire's spelling (<c>completed</c>, <c>failed</c>, <c>crashed</c>, <c>not allowed</c>, <c>non-existing Docker image</c>, <c>start failed</c>, <c>killed by user</c>, <c>unknown error</c>).
/// </param>
/// <param name="Cause">Why, in one sentence, for every state that is not plain progress.</param>
/// <param name="ImageDigest">With <c>active</c>: the digest the node runs by.</param>
/// <param name="Result">The result as text (base64, or <c>key$iv$data</c>) when it is at most <see cref="InlineLimit"/> characters; else null and uploaded before.</param>
/// <param name="ResultContent">The id an upload answered with.</param>
/// <param name="Log">The container's output as text, likewise.</param>
public sealed record RunReport(
    int Attempt, string State, string? Cause = null, string? ImageDigest = null,
    string? Result = null, string? ResultContent = null, string? Log = null, string? LogContent = null)
{
    /// <summary>Characters of result or log that may travel inside a report.</summary>
    public const int InlineLimit = 256 * 1024;

    public const string Lost = "lost";

    public const string Approved = "approved";
}

/// <param name="Digest">Of the image that goes by the task's name at this station: <c>sha256:…</c>; null when the station's own rules do not let that one run.</param>
public sealed record FoundImage(int Attempt, string? Digest);

/// <param name="Digest">Null when no station has told one yet.</param>
public sealed record TaskImageDigest(string? Digest);

/// <param name="Printed">How many characters it has printed in all.</param>
/// <param name="Text">The last of them, at most <see cref="Limit"/>.</param>
public sealed record LiveLog(long Printed, string Text)
{
    public const int Limit = 64 * 1024;
}

public sealed record ContentStored(string Id, string Digest, long Size);

/// <param name="Received">Bytes from the start that are stored: where the upload goes on.</param>
/// <param name="Stored">Set when it is complete: nothing more is to be sent.</param>
public sealed record ContentProgress(long Received, ContentStored? Stored);

public sealed record StationHeartbeat(string Session, IReadOnlyList<HeldAttempt> Runs);

public sealed record HeldAttempt(int RunId, int Attempt);

/// <param name="Stop">Attempts among those named that are no longer valid at the hub.</param>
public sealed record HeartbeatAnswer(IReadOnlyList<HeldAttempt> Stop);

/// <param name="Note">
/// The checkpoint's text signed by the node: a signed note with one signature line in the name <c>plugin/&lt;hub uuid&gt;/node/&lt;id&gt;</c>, ECDSA
/// P-256 over the text (type 0x02).
/// </param>
public sealed record StationCosignature(string Note);

/// <param name="Kind">One of <see cref="Audit.AlarmKinds"/>.</param>
/// <param name="Evidence">Checkpoints as signed notes, at most 3: what the station had kept first, then what contradicts it.</param>
public sealed record StationAlarm(string Kind, IReadOnlyList<string> Evidence);
