using Microsoft.Data.Sqlite;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Following;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Sqlite;

internal sealed class SqliteLog(SqliteFile file, SqliteWriter? writer, AppendPreparation preparation, LogTail tail) : IEventLog
{
    public const string SelectEvents = "select position, stream, version, name, data, metadata, at, salt, leaf from events";

    private const string TakeOrKeep = """
        insert into unique_keys (kind, value, owner) values (@kind, @value, @owner)
        on conflict (kind, value) do update set owner = owner
        returning owner
        """;

    public LogOrigin Origin { get; private set; } = file.Origin();

    public async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        using var appending = LogTelemetry.Appending.Begin();
        Appended appended;
        try
        {
            var pending = await preparation.Prepare(append, cancellationToken);
            writer.OrThrow().Append(pending);
            appended = await pending.Answered(cancellationToken);
        }
        catch (Exception e) when (appending.Failed(e))
        {
            throw;
        }

        appending.Stored(appended);
        Origin = append.OpensGeneration is { } generation ? Origin with { Generation = generation } : Origin;
        return appended;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken) => Events(
        $"{SelectEvents} where stream = @stream and version > @after order by version", ("@stream", stream), ("@after", afterVersion));

    public Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken) => Events(
        $"{SelectEvents} where stream >= @prefix and stream < @end and position <= @last order by position",
        ("@prefix", prefix), ("@end", StreamNames.EndOf(prefix)), ("@last", lastPosition));

    public Task<long> VersionOf(string stream, CancellationToken cancellationToken) =>
        Scalar<long>("select coalesce(max(version), 0) from events where stream = @stream", ("@stream", stream));

    public Task<IReadOnlyList<StoredEvent>> Read(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Page(file, afterPosition, limit));

    public Task<long> Head(CancellationToken cancellationToken) => Scalar<long>("select coalesce(max(position), 0) from events");

    public IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken) =>
        tail.Follow(afterPosition, cancellationToken);

    public Task<bool> Take(TakeKey key, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection => (string)connection.Scalar(
            TakeOrKeep, ("@kind", key.Kind), ("@value", key.Value), ("@owner", key.Owner))! == key.Owner,
        durable: true);

    public Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken) =>
        Scalar<string?>("select owner from unique_keys where kind = @kind and value = @value", ("@kind", kind), ("@value", value));

    public async Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken) =>
        await Scalar<byte[]?>("select outcome from outcomes where key = @key", ("@key", idempotencyKey)) is { } outcome
            ? outcome
            : default(ReadOnlyMemory<byte>?);

    public static IReadOnlyList<StoredEvent> Page(SqliteFile file, long afterPosition, int limit)
    {
        using var connection = file.OpenToRead();
        return Page(connection, afterPosition, limit);
    }

    public static IReadOnlyList<StoredEvent> Page(SqliteConnection connection, long afterPosition, int limit) => Events(
        connection, $"{SelectEvents} where position > @after order by position limit @limit", ("@after", afterPosition), ("@limit", limit));

    public static StoredEvent Event(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4),
        reader.GetFieldValue<byte[]>(5), LogTime.FromMicroseconds(reader.GetInt64(6)), reader.GetFieldValue<byte[]>(7),
        reader.GetFieldValue<byte[]>(8));

    private Task<IReadOnlyList<StoredEvent>> Events(string sql, params ReadOnlySpan<(string, object)> values)
    {
        using var connection = file.OpenToRead();
        return Task.FromResult<IReadOnlyList<StoredEvent>>(Events(connection, sql, values));
    }

    private static List<StoredEvent> Events(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string, object)> values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
        {
            events.Add(Event(reader));
        }

        return events;
    }

    private Task<T> Scalar<T>(string sql, params ReadOnlySpan<(string, object)> values)
    {
        using var connection = file.OpenToRead();
        return Task.FromResult((T)connection.Scalar(sql, values)!);
    }
}
