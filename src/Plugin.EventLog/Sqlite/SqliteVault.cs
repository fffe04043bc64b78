using Microsoft.Data.Sqlite;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Sqlite;

internal sealed class SqliteVault(SqliteFile file, SqliteWriter? writer) : IVaultTable
{
    public const string Put =
        "insert into entries (kind, id, content) values (@1, @2, @3) on conflict (kind, id) do update set content = excluded.content";

    public const string Remove = "delete from entries where kind = @1 and id = @2";

    public const string PutKey =
        "insert into keys (owner, key) values (@2, @3) on conflict (owner) do update set key = excluded.key";

    public const string RemoveKey = "delete from keys where owner = @2";

    private const string Select = "select content from entries where kind = @kind and id = @id";

    private const string SelectKey = "select key from keys where owner = @id";

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string id, CancellationToken cancellationToken)
    {
        using var connection = file.OpenToRead();
        return Task.FromResult(Read(connection, kind, id));
    }

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        using var connection = file.OpenToRead();
        using var transaction = connection.BeginTransaction(deferred: true);
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (Read(connection, kind, id) is { } content)
            {
                found[id] = content;
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(found);
    }

    public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken)
    {
        using var connection = file.OpenToRead();
        using var command = connection.Command(
            "select id from entries where kind = @kind and id > @after and id < @before order by id limit @limit",
            ("@kind", kind), ("@after", after), ("@before", before), ("@limit", limit));
        using var reader = command.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            AppendRules.Check(write);
        }

        return writer.OrThrow().Write(
            connection =>
            {
                foreach (var write in writes)
                {
                    var isKey = write.Kind == VaultWrite.SealKey;
                    using var statement = write.Content is { } content
                        ? connection.Command(isKey ? PutKey : Put, ("@1", write.Kind), ("@2", write.Id), ("@3", content.Bytes()))
                        : connection.Command(isKey ? RemoveKey : Remove, ("@1", write.Kind), ("@2", write.Id));
                    statement.ExecuteNonQuery();
                }

                return true;
            },
            durable: true);
    }

    private static ReadOnlyMemory<byte>? Read(SqliteConnection connection, string kind, string id) =>
        connection.Scalar(kind == VaultWrite.SealKey ? SelectKey : Select, ("@kind", kind), ("@id", id)) is byte[] content
            ? content
            : default(ReadOnlyMemory<byte>?);
}
