namespace Plugin.EventLog;

/// <summary>
/// What is kept beside the log to prove things about it. Rows are written once and never changed: a write of a row that is there already
/// is no error and changes nothing, so any number of silos may do the same work.
/// </summary>
public interface IProofTables
{
    /// <summary>The stored leaf hashes of events, in order: those with an index from <paramref name="first"/> on, as many as there are.</summary>
    Task<IReadOnlyList<byte[]>> Leaves(long first, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Where events stand in their streams, ordered by stream and version, from the first after the given place: what shows holes in streams
    /// without keeping all their names in memory.
    /// </summary>
    Task<IReadOnlyList<StreamPlace>> Places(string afterStream, long afterVersion, int limit, CancellationToken cancellationToken);

    /// <summary>How many tiles of this level are stored. They are stored in order, without holes.</summary>
    Task<long> CountTiles(int level, CancellationToken cancellationToken);

    /// <summary>Null when it is not stored.</summary>
    Task<HashTile?> Tile(int level, long index, CancellationToken cancellationToken);

    /// <summary>The roots of stored tiles of one level, in order, from <paramref name="first"/> on.</summary>
    Task<IReadOnlyList<byte[]>> TileRoots(int level, long first, int count, CancellationToken cancellationToken);

    /// <summary>All in one transaction.</summary>
    Task WriteTiles(IReadOnlyList<HashTile> tiles, CancellationToken cancellationToken);

    /// <summary>The one of the largest tree; null when there is none.</summary>
    Task<StoredCheckpoint?> NewestCheckpoint(CancellationToken cancellationToken);

    /// <summary>By size, those of trees larger than <paramref name="afterSize"/>.</summary>
    Task<IReadOnlyList<StoredCheckpoint>> Checkpoints(long afterSize, int limit, CancellationToken cancellationToken);

    /// <summary>Those of trees of at most <paramref name="size"/> events, the largest first.</summary>
    Task<IReadOnlyList<StoredCheckpoint>> LatestCheckpoints(long size, int limit, CancellationToken cancellationToken);

    Task WriteCheckpoint(StoredCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>The log's generation as it is now: another than that of an open store's origin when the log was restored under it.</summary>
    Task<int> Generation(CancellationToken cancellationToken);

    /// <summary>Of two by one signer under one checkpoint the first written stays.</summary>
    Task WriteCosignature(StoredCosignature cosignature, CancellationToken cancellationToken);

    /// <summary>Those under the checkpoints of sizes <paramref name="first"/> to <paramref name="last"/>, by size and signer.</summary>
    Task<IReadOnlyList<StoredCosignature>> Cosignatures(long first, long last, CancellationToken cancellationToken);

    /// <summary>Those under the largest checkpoints of at most <paramref name="size"/> events, the largest first.</summary>
    Task<IReadOnlyList<StoredCosignature>> NewestCosignatures(long size, int limit, CancellationToken cancellationToken);

    /// <summary>The public key (SubjectPublicKeyInfo) recorded beside the log's origin; null before the first.</summary>
    Task<byte[]?> SigningKey(CancellationToken cancellationToken);

    /// <summary>Records the key unless one is recorded, and returns the one that is.</summary>
    Task<byte[]> RecordSigningKey(byte[] key, CancellationToken cancellationToken);
}

public readonly record struct StreamPlace(string Stream, long Version, long Position);

/// <summary>A full tile of C2SP tlog-tiles: 256 hashes of the nodes at height 8 × <paramref name="Level"/>.</summary>
/// <param name="Root">Of the subtree over its hashes: one hash of the tile above.</param>
public sealed record HashTile(int Level, long Index, byte[] Hashes, byte[] Root);

/// <param name="Note">The checkpoint's text and signatures, as they are handed out.</param>
public sealed record StoredCheckpoint(long Size, byte[] Root, string Note, DateTimeOffset At);

/// <summary>A node's signature under the checkpoint of this size; see <see cref="Proving.Cosignatures"/>.</summary>
/// <param name="Signer">The name on its line, <c>plugin/&lt;hub uuid&gt;/node/&lt;id&gt;</c>.</param>
/// <param name="Key">The key it was verified with when it came, SubjectPublicKeyInfo.</param>
public sealed record StoredCosignature(long Size, string Signer, byte[] Key, byte[] Signature, DateTimeOffset At);
