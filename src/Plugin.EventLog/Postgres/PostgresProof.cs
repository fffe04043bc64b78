using Npgsql;

namespace Plugin.EventLog.Postgres;

internal sealed class PostgresProof(NpgsqlDataSource source) : IProofTables
{
    // A checkpoint that was handed out must not be lost with a power cut, nor the key that it is checked with.
    private const string Durably = "set local synchronous_commit = on";
    private const string SelectCheckpoints = "select size, root, note, at from log.checkpoints";
    private const string SelectCosignatures = "select size, signer, key, signature, at from log.cosignatures";

    public Task<IReadOnlyList<byte[]>> Leaves(long first, int count, CancellationToken cancellationToken) => Rows(
        "select leaf from log.events where position > $1 and position <= $2 order by position", Hash, [first, first + count],
        cancellationToken);

    public Task<IReadOnlyList<StreamPlace>> Places(
        string afterStream, long afterVersion, int limit, CancellationToken cancellationToken) => Rows(
        """
        select stream, version, position from log.events where (stream, version) > ($1, $2) order by stream, version limit $3
        """,
        row => new StreamPlace(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), [afterStream, afterVersion, limit], cancellationToken);

    public async Task<long> CountTiles(int level, CancellationToken cancellationToken) => (await Rows(
        "select coalesce(max(index) + 1, 0) from log.tiles where level = $1", row => row.GetInt64(0), [level], cancellationToken))[0];

    public async Task<HashTile?> Tile(int level, long index, CancellationToken cancellationToken) => (await Rows(
        "select hashes, root from log.tiles where level = $1 and index = $2",
        row => new HashTile(level, index, Hash(row), row.GetFieldValue<byte[]>(1)), [level, index], cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<byte[]>> TileRoots(int level, long first, int count, CancellationToken cancellationToken) => Rows(
        "select root from log.tiles where level = $1 and index >= $2 and index < $3 order by index", Hash,
        [level, first, first + count], cancellationToken);

    public Task WriteTiles(IReadOnlyList<HashTile> tiles, CancellationToken cancellationToken) => Write(
        """
        insert into log.tiles (level, index, hashes, root) select * from unnest($1::int[], $2::bigint[], $3::bytea[], $4::bytea[])
        on conflict do nothing
        """,
        [
            tiles.Select(tile => tile.Level).ToArray(), tiles.Select(tile => tile.Index).ToArray(),
            tiles.Select(tile => tile.Hashes).ToArray(), tiles.Select(tile => tile.Root).ToArray(),
        ],
        cancellationToken);

    public async Task<StoredCheckpoint?> NewestCheckpoint(CancellationToken cancellationToken) =>
        (await Rows($"{SelectCheckpoints} order by size desc limit 1", Checkpoint, [], cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<StoredCheckpoint>> Checkpoints(long afterSize, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCheckpoints} where size > $1 order by size limit $2", Checkpoint, [afterSize, limit], cancellationToken);

    public Task<IReadOnlyList<StoredCheckpoint>> LatestCheckpoints(long size, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCheckpoints} where size <= $1 order by size desc limit $2", Checkpoint, [size, limit], cancellationToken);

    public Task WriteCheckpoint(StoredCheckpoint checkpoint, CancellationToken cancellationToken) => Write(
        "insert into log.checkpoints (size, root, note, at) values ($1, $2, $3, $4) on conflict do nothing",
        [checkpoint.Size, checkpoint.Root, checkpoint.Note, checkpoint.At], cancellationToken);

    public async Task<int> Generation(CancellationToken cancellationToken) =>
        (await Rows("select generation from log.origin", row => row.GetInt32(0), [], cancellationToken)).Single();

    public Task WriteCosignature(StoredCosignature cosignature, CancellationToken cancellationToken) => Write(
        "insert into log.cosignatures (size, signer, key, signature, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        [cosignature.Size, cosignature.Signer, cosignature.Key, cosignature.Signature, cosignature.At], cancellationToken);

    public Task<IReadOnlyList<StoredCosignature>> Cosignatures(long first, long last, CancellationToken cancellationToken) => Rows(
        $"{SelectCosignatures} where size >= $1 and size <= $2 order by size, signer", Cosignature, [first, last], cancellationToken);

    public Task<IReadOnlyList<StoredCosignature>> NewestCosignatures(long size, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCosignatures} where size <= $1 order by size desc, signer limit $2", Cosignature, [size, limit], cancellationToken);

    public async Task<byte[]?> SigningKey(CancellationToken cancellationToken) =>
        (await Rows("select signing_key from log.origin where signing_key is not null", Hash, [], cancellationToken)).SingleOrDefault();

    public async Task<byte[]> RecordSigningKey(byte[] key, CancellationToken cancellationToken)
    {
        if (await SigningKey(cancellationToken) is { } known)
        {
            return known;
        }

        await Write("update log.origin set signing_key = $1 where signing_key is null", [key], cancellationToken);
        return (await SigningKey(cancellationToken))!;
    }

    private Task<IReadOnlyList<T>> Rows<T>(
        string sql, Func<NpgsqlDataReader, T> row, object[] values, CancellationToken cancellationToken) =>
        source.Reach<IReadOnlyList<T>>(
            async connection =>
            {
                await using var command = connection.Command(sql, values);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(row(reader));
                }

                return rows;
            },
            cancellationToken);

    private Task Write(string sql, object[] values, CancellationToken cancellationToken) => source.Reach(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.Run(Durably, [], cancellationToken);
            await connection.Run(sql, values, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        },
        cancellationToken);

    private static byte[] Hash(NpgsqlDataReader row) => row.GetFieldValue<byte[]>(0);

    private static StoredCheckpoint Checkpoint(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3));

    private static StoredCosignature Cosignature(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateTimeOffset>(4));
}
