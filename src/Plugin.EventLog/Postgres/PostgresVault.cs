using Npgsql;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

internal sealed class PostgresVault(NpgsqlDataSource source) : IVaultTable
{
    // Credentials and keys must not be lost with a power cut, unlike the rest that this connection writes.
    private const string Durably = "set local synchronous_commit = on";

    private const string Put = """
        insert into vault.entries (kind, id, content) values ($1, $2, $3)
        on conflict (kind, id) do update set content = excluded.content
        """;

    private const string PutKey = """
        insert into vault.keys (owner, key) values ($1, $2) on conflict (owner) do update set key = excluded.key
        """;

    public async Task<ReadOnlyMemory<byte>?> Read(string kind, string id, CancellationToken cancellationToken)
    {
        var content = await source.Reach(
            connection => kind == VaultWrite.SealKey
                ? connection.Scalar("select key from vault.keys where owner = $1", [id], cancellationToken)
                : connection.Scalar("select content from vault.entries where kind = $1 and id = $2", [kind, id], cancellationToken),
            cancellationToken);
        return content is byte[] bytes ? bytes : default(ReadOnlyMemory<byte>?);
    }

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        source.Reach<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(
            async connection =>
            {
                var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
                await using var command = kind == VaultWrite.SealKey
                    ? connection.Command("select owner, key from vault.keys where owner = any ($1)", (object)ids.ToArray())
                    : connection.Command("select id, content from vault.entries where kind = $1 and id = any ($2)", kind, ids.ToArray());
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    found[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken) =>
        source.Reach<IReadOnlyList<string>>(
            async connection =>
            {
                await using var command = connection.Command(
                    "select id from vault.entries where kind = $1 and id > $2 and id < $3 order by id limit $4", kind, after, before, limit);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var ids = new List<string>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    ids.Add(reader.GetString(0));
                }

                return ids;
            },
            cancellationToken);

    public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            AppendRules.Check(write);
        }

        return source.Reach(connection => Write(connection, writes, cancellationToken), cancellationToken);
    }

    private static async Task Write(NpgsqlConnection connection, IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Run(Durably, [], cancellationToken);
        // In one order everywhere, so that two writers of the same entries wait for each other instead of blocking each other.
        foreach (var write in writes.OrderBy(w => (w.Kind, w.Id), Comparer<(string, string)>.Create(InOrder)))
        {
            var isKey = write.Kind == VaultWrite.SealKey;
            await ((write.Content, isKey) switch
            {
                ({ } key, true) => connection.Run(PutKey, [write.Id, key], cancellationToken),
                (null, true) => connection.Run("delete from vault.keys where owner = $1", [write.Id], cancellationToken),
                ({ } content, false) => connection.Run(Put, [write.Kind, write.Id, content], cancellationToken),
                (null, false) => connection.Run(
                    "delete from vault.entries where kind = $1 and id = $2", [write.Kind, write.Id], cancellationToken),
            });
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static int InOrder((string Kind, string Id) left, (string Kind, string Id) right) =>
        string.CompareOrdinal(left.Kind, right.Kind) is var kinds and not 0 ? kinds : string.CompareOrdinal(left.Id, right.Id);
}
