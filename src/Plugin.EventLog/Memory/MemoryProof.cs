namespace Plugin.EventLog.Memory;

internal sealed class MemoryProof(Lock state, MemoryLog log) : IProofTables
{
    private readonly Dictionary<(int Level, long Index), HashTile> _tiles = [];
    private readonly SortedList<long, StoredCheckpoint> _checkpoints = [];
    private readonly SortedDictionary<(long Size, string Signer), StoredCosignature> _cosignatures = new(
        Comparer<(long Size, string Signer)>.Create(
            (a, b) => a.Size != b.Size ? a.Size.CompareTo(b.Size) : string.CompareOrdinal(a.Signer, b.Signer)));
    private byte[]? _signingKey;

    public Task<IReadOnlyList<byte[]>> Leaves(long first, int count, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<byte[]>>(() => [.. log.Leaves(first, count)]);

    public Task<IReadOnlyList<StreamPlace>> Places(
        string afterStream, long afterVersion, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StreamPlace>>(() =>
        [
            .. log.Places().Where(place =>
                    string.CompareOrdinal(place.Stream, afterStream) is var order && (order > 0 || (order == 0 && place.Version > afterVersion)))
                .Take(limit),
        ]);

    public Task<long> CountTiles(int level, CancellationToken cancellationToken) =>
        Locked(() => _tiles.Keys.LongCount(key => key.Level == level));

    public Task<HashTile?> Tile(int level, long index, CancellationToken cancellationToken) =>
        Locked(() => _tiles.GetValueOrDefault((level, index)));

    public Task<IReadOnlyList<byte[]>> TileRoots(int level, long first, int count, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<byte[]>>(() =>
        [
            .. Enumerable.Range(0, count).Select(i => _tiles.GetValueOrDefault((level, first + i))).OfType<HashTile>().Select(tile => tile.Root),
        ]);

    public Task WriteTiles(IReadOnlyList<HashTile> tiles, CancellationToken cancellationToken) => Locked(() =>
    {
        foreach (var tile in tiles)
        {
            _tiles.TryAdd((tile.Level, tile.Index), tile);
        }

        return true;
    });

    public Task<StoredCheckpoint?> NewestCheckpoint(CancellationToken cancellationToken) =>
        Locked(() => _checkpoints.Values.LastOrDefault());

    public Task<IReadOnlyList<StoredCheckpoint>> Checkpoints(long afterSize, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredCheckpoint>>(() => [.. _checkpoints.Values.SkipWhile(c => c.Size <= afterSize).Take(limit)]);

    public Task<IReadOnlyList<StoredCheckpoint>> LatestCheckpoints(long size, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredCheckpoint>>(() => [.. _checkpoints.Values.Where(c => c.Size <= size).Reverse().Take(limit)]);

    public Task WriteCheckpoint(StoredCheckpoint checkpoint, CancellationToken cancellationToken) =>
        Locked(() => _checkpoints.TryAdd(checkpoint.Size, checkpoint));

    public Task<int> Generation(CancellationToken cancellationToken) => Locked(() => log.Origin.Generation);

    public Task WriteCosignature(StoredCosignature cosignature, CancellationToken cancellationToken) =>
        Locked(() => _cosignatures.TryAdd((cosignature.Size, cosignature.Signer), cosignature));

    public Task<IReadOnlyList<StoredCosignature>> Cosignatures(long first, long last, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredCosignature>>(() => [.. _cosignatures.Values.Where(c => c.Size >= first && c.Size <= last)]);

    public Task<IReadOnlyList<StoredCosignature>> NewestCosignatures(long size, int limit, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredCosignature>>(() =>
            [.. _cosignatures.Values.Where(c => c.Size <= size).OrderByDescending(c => c.Size).Take(limit)]);

    public Task<byte[]?> SigningKey(CancellationToken cancellationToken) => Locked(() => _signingKey);

    public Task<byte[]> RecordSigningKey(byte[] key, CancellationToken cancellationToken) => Locked(() => _signingKey ??= key);

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (state)
        {
            return Task.FromResult(work());
        }
    }
}
