using Microsoft.Data.Sqlite;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Sqlite;

/// <summary>The statements of an append, compiled once on the writer's connection.</summary>
internal sealed class SqliteLogStatements(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _head = new(connection, "select position from events order by position desc limit 1", 0);
    private readonly SqliteStatement _lastAt = new(connection, "select at from events order by position desc limit 1", 0);
    private readonly SqliteStatement _versionOf = new(connection, "select max(version) from events where stream = @1", 1);
    private readonly SqliteStatement _insertEvent = new(
        connection,
        """
        insert into events (position, stream, version, name, data, metadata, at, salt, leaf)
        values (@1, @2, @3, @4, @5, @6, @7, @8, @9)
        """,
        9);
    private readonly SqliteStatement _outcomeOf = new(connection, "select outcome from outcomes where key = @1", 1);
    private readonly SqliteStatement _insertOutcome = new(connection, "insert into outcomes (key, outcome) values (@1, @2)", 2);
    private readonly SqliteStatement _ownerOf = new(connection, "select owner from unique_keys where kind = @1 and value = @2", 2);
    private readonly SqliteStatement _takeKey = new(
        connection,
        "insert into unique_keys (kind, value, owner) values (@1, @2, @3) on conflict (kind, value) do update set owner = excluded.owner",
        3);
    private readonly SqliteStatement _releaseKey = new(
        connection, "delete from unique_keys where kind = @1 and value = @2 and owner = @3", 3);
    private readonly SqliteStatement _releaseOwner = new(connection, "delete from unique_keys where owner = @1", 1);
    private readonly SqliteStatement _putEntry = new(connection, SqliteVault.Put, 3);
    private readonly SqliteStatement _removeEntry = new(connection, SqliteVault.Remove, 2);
    private readonly SqliteStatement _putKey = new(connection, SqliteVault.PutKey, 3);
    private readonly SqliteStatement _removeKey = new(connection, SqliteVault.RemoveKey, 2);

    public (long Position, DateTimeOffset At) Head() => _head.Scalar() is long position
        ? (position, LogTime.FromMicroseconds((long)_lastAt.Scalar()!))
        : (0, DateTimeOffset.UnixEpoch);

    public long VersionOf(string stream) => _versionOf.Scalar(stream) is long version ? version : 0;

    public void Insert(StoredEvent stored) => _insertEvent.Run(
        stored.Position, stored.Stream, stored.Version, stored.Name, stored.Data.Bytes(), stored.Metadata.Bytes(),
        LogTime.ToMicroseconds(stored.At), stored.Salt.Bytes(), stored.Leaf.Bytes());

    public byte[]? OutcomeOf(string key) => (byte[]?)_outcomeOf.Scalar(key);

    public void Remember(string key, ReadOnlyMemory<byte> outcome) => _insertOutcome.Run(key, outcome.Bytes());

    public string? OwnerOf(string kind, string value) => (string?)_ownerOf.Scalar(kind, value);

    public void Change(KeyChange key)
    {
        var statement = key is TakeKey ? _takeKey : _releaseKey;
        statement.Run(key.Kind, key.Value, key.Owner);
    }

    public void Release(string owner) => _releaseOwner.Run(owner);

    public void Write(VaultWrite write)
    {
        var isKey = write.Kind == VaultWrite.SealKey;
        if (write.Content is { } content)
        {
            (isKey ? _putKey : _putEntry).Run(write.Kind, write.Id, content.Bytes());
        }
        else
        {
            (isKey ? _removeKey : _removeEntry).Run(write.Kind, write.Id);
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)
            [
                _head, _lastAt, _versionOf, _insertEvent, _outcomeOf, _insertOutcome, _ownerOf, _takeKey, _releaseKey, _releaseOwner,
                _putEntry, _removeEntry, _putKey, _removeKey,
            ])
        {
            statement.Dispose();
        }
    }
}
