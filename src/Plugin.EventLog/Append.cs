namespace Plugin.EventLog;

/// <summary>
/// Everything one decision changes, stored atomically or not at all: events in one or several streams, guards, unique keys, vault
/// writes, and the outcome to remember under an idempotency key.
/// </summary>
/// <remarks>
/// Checked in this order: idempotency key (a known one answers with the stored outcome and writes nothing), expected versions and
/// guards (<see cref="StreamConflictException"/>), keys (<see cref="KeyTakenException"/>).
/// </remarks>
public sealed record Append
{
    public required IReadOnlyList<StreamAppend> Streams { get; init; }
    public IReadOnlyList<Guard> Guards { get; init; } = [];
    public IReadOnlyList<KeyChange> Keys { get; init; } = [];

    /// <summary>Owners who hold no unique key any more after this, whichever they held. Before keys are taken.</summary>
    public IReadOnlyList<string> ReleasedOwners { get; init; } = [];
    public IReadOnlyList<VaultWrite> Vault { get; init; } = [];

    /// <summary>Unique over the whole log, for ever; null when the caller does not repeat itself.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The generation that the log is of from this append on, higher than before; null for what goes on in the present one. Only whoever has
    /// the store to itself (<see cref="StoreLocation.OpenAlone"/>) may do this.
    /// </summary>
    public int? OpensGeneration { get; init; }

    /// <summary>What a repetition under the same key is answered with (at most 60 000 bytes).</summary>
    public ReadOnlyMemory<byte> Outcome { get; init; }
}

/// <summary>Events for one stream. An expected version of 0 means the stream must not exist yet. A stream occurs once per append.</summary>
public sealed record StreamAppend(string Stream, long ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>"This stream is still as I read it": its version must be exactly this (0: it does not exist).</summary>
public sealed record Guard(string Stream, long ExpectedVersion);

/// <summary>
/// A unique (kind, value) is taken by or released from an owner, for example <c>("user.name", "alice", "user-4")</c>. A key occurs once
/// per append.
/// </summary>
public abstract record KeyChange(string Kind, string Value, string Owner);

public sealed record TakeKey(string Kind, string Value, string Owner) : KeyChange(Kind, Value, Owner);

/// <summary>Releasing a key that is not held by this owner does nothing.</summary>
public sealed record ReleaseKey(string Kind, string Value, string Owner) : KeyChange(Kind, Value, Owner);

/// <summary>Puts (or, with null content, removes) one vault entry: credentials, keys of sealed fields, small blobs.</summary>
public sealed record VaultWrite(string Kind, string Id, ReadOnlyMemory<byte>? Content)
{
    /// <summary>Keys of sealed fields, by the stream that owns them. They are in a table of their own, so that they can be backed up apart.</summary>
    public const string SealKey = "seal-key";
}

/// <summary>
/// What an append did. With <see cref="Replayed"/> the idempotency key was known: nothing was written, positions are 0 and
/// <see cref="Outcome"/> is the stored one; otherwise it is the one just given.
/// </summary>
public sealed record Appended(long FirstPosition, long LastPosition, bool Replayed, ReadOnlyMemory<byte> Outcome);
