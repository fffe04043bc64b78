using Microsoft.Data.Sqlite;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Sqlite;

internal sealed class SqliteProof(SqliteFile file, SqliteWriter? writer) : IProofTables
{
    private const string SelectCheckpoints = "select size, root, note, at from checkpoints";
    private const string SelectCosignatures = "select size, signer, key, signature, at from cosignatures";

    public Task<IReadOnlyList<byte[]>> Leaves(long first, int count, CancellationToken cancellationToken) => Rows(
        "select leaf from events where position > @first and position <= @first + @count order by position", Hash,
        ("@first", first), ("@count", count));

    // All these columns are in the index that orders them.
    public Task<IReadOnlyList<StreamPlace>> Places(
        string afterStream, long afterVersion, int limit, CancellationToken cancellationToken) => Rows(
        """
        select stream, version, position from events where (stream, version) > (@stream, @version) order by stream, version limit @limit
        """,
        row => new StreamPlace(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
        ("@stream", afterStream), ("@version", afterVersion), ("@limit", limit));

    public async Task<long> CountTiles(int level, CancellationToken cancellationToken) => (await Rows(
        """select coalesce(max("index") + 1, 0) from tiles where level = @level""", row => row.GetInt64(0), ("@level", level)))[0];

    public async Task<HashTile?> Tile(int level, long index, CancellationToken cancellationToken) => (await Rows(
        """select hashes, root from tiles where level = @level and "index" = @index""",
        row => new HashTile(level, index, Hash(row), row.GetFieldValue<byte[]>(1)),
        ("@level", level), ("@index", index))).SingleOrDefault();

    public Task<IReadOnlyList<byte[]>> TileRoots(int level, long first, int count, CancellationToken cancellationToken) => Rows(
        """select root from tiles where level = @level and "index" >= @first and "index" < @first + @count order by "index" """, Hash,
        ("@level", level), ("@first", first), ("@count", count));

    public Task WriteTiles(IReadOnlyList<HashTile> tiles, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection =>
        {
            foreach (var tile in tiles)
            {
                using var statement = connection.Command(
                    """insert into tiles (level, "index", hashes, root) values (@1, @2, @3, @4) on conflict do nothing""",
                    ("@1", tile.Level), ("@2", tile.Index), ("@3", tile.Hashes), ("@4", tile.Root));
                statement.ExecuteNonQuery();
            }

            return true;
        },
        durable: true);

    public async Task<StoredCheckpoint?> NewestCheckpoint(CancellationToken cancellationToken) =>
        (await Rows($"{SelectCheckpoints} order by size desc limit 1", Checkpoint)).SingleOrDefault();

    public Task<IReadOnlyList<StoredCheckpoint>> Checkpoints(long afterSize, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCheckpoints} where size > @after order by size limit @limit", Checkpoint, ("@after", afterSize), ("@limit", limit));

    public Task<IReadOnlyList<StoredCheckpoint>> LatestCheckpoints(long size, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCheckpoints} where size <= @size order by size desc limit @limit", Checkpoint, ("@size", size), ("@limit", limit));

    public Task WriteCheckpoint(StoredCheckpoint checkpoint, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection =>
        {
            using var statement = connection.Command(
                "insert into checkpoints (size, root, note, at) values (@1, @2, @3, @4) on conflict do nothing",
                ("@1", checkpoint.Size), ("@2", checkpoint.Root), ("@3", checkpoint.Note), ("@4", LogTime.ToMicroseconds(checkpoint.At)));
            return statement.ExecuteNonQuery();
        },
        durable: true);

    public async Task<int> Generation(CancellationToken cancellationToken) =>
        (await Rows("select generation from origin", row => row.GetInt32(0))).Single();

    public Task WriteCosignature(StoredCosignature cosignature, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection =>
        {
            using var statement = connection.Command(
                "insert into cosignatures (size, signer, key, signature, at) values (@1, @2, @3, @4, @5) on conflict do nothing",
                ("@1", cosignature.Size), ("@2", cosignature.Signer), ("@3", cosignature.Key), ("@4", cosignature.Signature),
                ("@5", LogTime.ToMicroseconds(cosignature.At)));
            return statement.ExecuteNonQuery();
        },
        durable: true);

    public Task<IReadOnlyList<StoredCosignature>> Cosignatures(long first, long last, CancellationToken cancellationToken) => Rows(
        $"{SelectCosignatures} where size >= @first and size <= @last order by size, signer", Cosignature, ("@first", first), ("@last", last));

    public Task<IReadOnlyList<StoredCosignature>> NewestCosignatures(long size, int limit, CancellationToken cancellationToken) => Rows(
        $"{SelectCosignatures} where size <= @size order by size desc, signer limit @limit", Cosignature, ("@size", size), ("@limit", limit));

    public async Task<byte[]?> SigningKey(CancellationToken cancellationToken) =>
        (await Rows("select signing_key from origin where signing_key is not null", Hash)).SingleOrDefault();

    public async Task<byte[]> RecordSigningKey(byte[] key, CancellationToken cancellationToken)
    {
        if (await SigningKey(cancellationToken) is { } known)
        {
            return known;
        }

        await writer.OrThrow().Write(
            connection =>
            {
                using var statement = connection.Command("update origin set signing_key = @key where signing_key is null", ("@key", key));
                return statement.ExecuteNonQuery();
            },
            durable: true);
        return (await SigningKey(cancellationToken))!;
    }

    private Task<IReadOnlyList<T>> Rows<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string, object)> values)
    {
        using var connection = file.OpenToRead();
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return Task.FromResult<IReadOnlyList<T>>(rows);
    }

    private static byte[] Hash(SqliteDataReader row) => row.GetFieldValue<byte[]>(0);

    private static StoredCheckpoint Checkpoint(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), LogTime.FromMicroseconds(row.GetInt64(3)));

    private static StoredCosignature Cosignature(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3),
        LogTime.FromMicroseconds(row.GetInt64(4)));
}
