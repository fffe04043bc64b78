using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <summary>The audit routes, below the API path. Errors are problem details.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>GET audit/tasks/{id}/events[?after=&amp;limit=]</c>: all events of a task, its runs and its subtasks, and who read
/// their inputs and results, in the log's order.</item>
/// <item><c>GET audit/streams/{stream}/events[?after=&amp;limit=]</c>: one stream, for example <c>run-12</c>.</item>
/// <item><c>GET audit/log[?after=&amp;limit=]</c>: the log from a position.</item>
/// </list>
/// Each answers an <see cref="EventPage"/>. <c>limit</c> is at most 1000, 100 by default. For those who may see them:
/// <list type="bullet">
/// <item><c>GET audit/runs/{id}/readers[?at=]</c>: who could see a run's result as of then, by which rule, and who had read of its task;
/// a <see cref="RunReaders"/>.</item>
/// <item><c>GET audit/export[?task=|?from=&amp;to=]</c>: a file of events with their proof, as <c>plugin log export</c> makes it.</item>
/// <item><c>GET audit/tile/entries/{index}[.p/{width}]</c>: entry bundles as C2SP tlog-tiles has them.</item>
/// <item><c>GET audit/streams/{stream}/state[?at=]</c>: what an organisation, collaboration, user, node, task or run was like as of a position of
/// the log or an ISO 8601 time (now, when left out), and every change up to there; a <see cref="StreamState"/>.</item>
/// <item><c>GET audit/history[?task=&amp;run=&amp;person=&amp;organization=&amp;node=&amp;collaboration=&amp;image=&amp;database=&amp;kind=&amp;from=&amp;to=&amp;before=&amp;limit=]</c>:
/// the events that fit, newest first, a <see cref="HistoryPage"/>. <c>image</c> is a part of a name, <c>database</c> a whole label, both of tasks with their runs; <c>kind</c> such as <c>run</c> or
/// <c>run.ended</c>; <c>from</c> and <c>to</c> are positions or times, both included. <c>limit</c> is at most 200, 50 by default.</item>
/// <item><c>GET audit/tasks/{id}/replay</c>: a task's events with what each changed, a <see cref="TaskReplay"/>.</item>
/// <item><c>GET audit/names?of=user-4,node-7</c>: what streams' things are called, a <see cref="NamesOf"/>.</item>
/// </list>
/// <list type="bullet">
/// <item><c>GET audit/alarms</c>: an <see cref="AlarmList"/>; <c>POST audit/alarms/{id}/acknowledgement</c> answers the alarm, acknowledged.</item>
/// <item><c>DELETE audit/nodes/{id}/signing-key</c>: the station may come with another key, once; 204.</item>
/// </list>
/// Any user or node may ask:
/// <list type="bullet">
/// <item><c>GET audit/checkpoint[?size=]</c>: the newest checkpoint, or that of a size, as a C2SP signed note: the hub's signature, then those of nodes;
/// <c>POST</c> makes one of the log as it is now, 409 <c>log.unusable</c> when the log does not continue the newest.</item>
/// <item><c>GET audit/checkpoints[?before=&amp;limit=]</c>: the checkpoints, the largest first, for users, a <see cref="CheckpointPage"/>.</item>
/// <item><c>GET audit/generations</c>: the generations of the log after its first, a <see cref="LogGeneration"/>[]; empty when it was never restored to the past.</item>
/// <item><c>GET audit/key</c>: the key that verifies the hub's signature, in the text form of signed-note. Notes of older generations are verified by the same key under their own origin's name.</item>
/// <item><c>GET audit/keys</c>: that and the keys of the nodes, one a line.</item>
/// <item><c>GET audit/tile/{level}/{index}[.p/{width}]</c>: hash tiles as C2SP tlog-tiles has them.</item>
/// <item><c>GET audit/proofs/inclusion?position=&amp;size=</c>: an <see cref="InclusionProof"/>.</item>
/// <item><c>GET audit/proofs/consistency?from=&amp;to=</c>: a <see cref="ConsistencyProof"/>.</item>
/// </list>
/// </remarks>
public static class AuditRoutes
{
    public const string Log = "audit/log";
    public const string Checkpoint = "audit/checkpoint";
    public const string Generations = "audit/generations";
    public const string Key = "audit/key";
    public const string Keys = "audit/keys";
    public const string Alarms = "audit/alarms";

    public static string Acknowledge(string alarm) => $"{Alarms}/{alarm}/acknowledgement";

    public static string SigningKey(int node) => $"audit/nodes/{node}/signing-key";

    public static string Task(int task) => $"audit/tasks/{task}/events";

    public static string Stream(string stream) => $"audit/streams/{stream}/events";

    public static string Inclusion(long position, long size) => $"audit/proofs/inclusion?position={position}&size={size}";

    public static string Consistency(long from, long to) => $"audit/proofs/consistency?from={from}&to={to}";

    public static string Readers(int run, string? at = null) =>
        $"audit/runs/{run}/readers{(at is null ? "" : $"?at={Uri.EscapeDataString(at)}")}";

    public static string State(string stream, string? at = null) =>
        $"audit/streams/{stream}/state{(at is null ? "" : $"?at={Uri.EscapeDataString(at)}")}";
}

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Head">The last position of the whole log when the page was read.</param>
/// <param name="Next">The <c>after</c> of the next page; null on the last one.</param>
public sealed record EventPage(string Origin, long Head, IReadOnlyList<AuditEvent> Events, long? Next);

/// <param name="Position">Counts from 1 in commit order; the leaf's index in the log's tree is one less.</param>
/// <param name="Version">Counts from 1 within the stream.</param>
/// <param name="At">When the log took it, by the database's clock.</param>
/// <param name="Leaf">The Merkle leaf hash in lower-case hex.</param>
/// <param name="Entry">The bytes that the leaf is the hash of, in base64; of a task's events only.</param>
public sealed record AuditEvent(
    long Position, string Stream, long Version, string Name,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At,
    JsonElement Data, JsonElement Metadata, string Leaf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Entry = null);
