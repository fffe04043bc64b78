using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <summary>A part of what was searched for, the newest first. A page may be short and not the last: it reads a limited part of the log.</summary>
/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Head">The last position of the whole log.</param>
/// <param name="Indexed">How far this silo has gone through the log. While it is less than <paramref name="Head"/> there are no events yet: ask again.</param>
/// <param name="Names">What the things are called that the events name.</param>
/// <param name="Next">The <c>before</c> of the next page; null on the last one.</param>
public sealed record HistoryPage(
    string Origin, long Head, long Indexed, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<ThingName> Names, long? Next);

/// <summary>An event for people to read, and the bytes that its proof is about.</summary>
/// <param name="Actor"><c>user:4</c>, <c>node:7</c>, <c>run:33/2</c> (run and attempt), <c>duty:leases</c> or <c>operator:…</c>.</param>
/// <param name="For">On whose behalf the actor acted.</param>
/// <param name="Via">Through which node.</param>
/// <param name="Rule">The access rule that granted it.</param>
/// <param name="Data">With sealed text opened, null where it was erased. Not covered by the proof.</param>
/// <param name="Entry">The bytes of the log's entry in base64: the leaf is SHA-256 of a zero byte and these.</param>
/// <param name="Fields">What it changed of its stream's thing; none in a search.</param>
public sealed record HistoryEvent(
    long Position, string Stream, long Version, string Name, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, string? Actor,
    string? For, string? Via, int? Rule, JsonNode? Data, string Entry, IReadOnlyList<FieldChange> Fields);

/// <summary>All that happened to a task, its runs and subtasks, and who read of them, in the log's order.</summary>
public sealed record TaskReplay(
    string Origin, long Head, int Task, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<ThingName> Names);

/// <param name="Names">What has no name, and what never was, is not in it.</param>
public sealed record NamesOf(IReadOnlyList<ThingName> Names);

/// <param name="Stream">For example <c>user-4</c>.</param>
/// <param name="Name">Null when it was erased.</param>
public sealed record ThingName(string Stream, string? Name);

/// <param name="Next">The <c>before</c> of the next page; null on the last one.</param>
public sealed record CheckpointPage(string Origin, long Head, IReadOnlyList<SignedCheckpoint> Checkpoints, long? Next);

/// <param name="Note">As a C2SP signed note: the hub's signature, then those of nodes.</param>
public sealed record SignedCheckpoint(long Size, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, string Note);
