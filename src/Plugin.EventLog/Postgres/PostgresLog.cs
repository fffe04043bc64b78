using Npgsql;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

internal sealed class PostgresLog(
    PostgresSources sources, LogOrigin origin, AppendPreparation preparation, PostgresWriter? writer, PostgresFollower follower) : IEventLog
{
    public const string SelectEvents = "select position, stream, version, name, data, metadata, at, salt, leaf from log.events";

    // After the log's lock is taken, so that it sees every append before it, and every append after it sees the key.
    private const string TakeOrKeep = """
        insert into log.unique_keys as k (kind, value, owner) values ($1, $2, $3)
        on conflict (kind, value) do update set owner = k.owner
        returning owner
        """;

    // By index for each stream, however many there are.
    private const string Versions = """
        select coalesce((select max(e.version) from log.events e where e.stream = s.stream), 0)
        from unnest($1::text[]) with ordinality as s (stream, ordinal) order by s.ordinal
        """;

    // Every command that changes nothing and every heartbeat ends with such a look.
    private readonly Gathering<string, long> _versions = new(streams => VersionsOf(sources.Any, streams));

    public LogOrigin Origin { get; private set; } = origin;

    public async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        if (writer is null)
        {
            throw new InvalidOperationException("This database is opened for looking only.");
        }

        using var appending = LogTelemetry.Appending.Begin();
        Appended appended;
        try
        {
            var pending = await preparation.Prepare(append, cancellationToken);
            writer.Append(pending);
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
        sources.Any, $"{SelectEvents} where stream = $1 and version > $2 order by version", [stream, afterVersion], cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken) => Events(
        sources.Any, $"{SelectEvents} where stream >= $1 and stream < $2 and position <= $3 order by position",
        [prefix, StreamNames.EndOf(prefix), lastPosition], cancellationToken);

    public Task<long> VersionOf(string stream, CancellationToken cancellationToken) => _versions.Ask(stream, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> Read(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Page(sources.Any, afterPosition, limit, cancellationToken);

    public async Task<long> Head(CancellationToken cancellationToken) =>
        (long)(await Scalar("select coalesce(max(position), 0) from log.events", [], cancellationToken))!;

    public IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken) =>
        follower.Follow(afterPosition, cancellationToken);

    public async Task<bool> Take(TakeKey key, CancellationToken cancellationToken)
    {
        try
        {
            // A connection for appends: it flushes, and it cannot hold the lock for long.
            await using var connection = await sources.Writer.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.Run(LogLock.Take, [], cancellationToken);
            var owner = await connection.Scalar(TakeOrKeep, [key.Kind, key.Value, key.Owner], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (string?)owner == key.Owner;
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Unreachable(e);
        }
    }

    public async Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken) =>
        (string?)await Scalar("select owner from log.unique_keys where kind = $1 and value = $2", [kind, value], cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken) =>
        await Scalar("select outcome from log.outcomes where key = $1", [idempotencyKey], cancellationToken) is byte[] outcome
            ? outcome
            : default(ReadOnlyMemory<byte>?);

    public static Task<IReadOnlyList<StoredEvent>> Page(
        NpgsqlDataSource source, long afterPosition, int limit, CancellationToken cancellationToken) =>
        Events(source, $"{SelectEvents} where position > $1 order by position limit $2", [afterPosition, limit], cancellationToken);

    public static StoredEvent Event(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4),
        reader.GetFieldValue<byte[]>(5), LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(6)), reader.GetFieldValue<byte[]>(7),
        reader.GetFieldValue<byte[]>(8));

    public static async Task<IReadOnlyList<StoredEvent>> Events(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Event(reader));
        }

        return events;
    }

    private static Task<IReadOnlyList<StoredEvent>> Events(
        NpgsqlDataSource source, string sql, object[] values, CancellationToken cancellationToken) => source.Reach(
        async connection =>
        {
            await using var command = connection.Command(sql, values);
            return await Events(command, cancellationToken);
        },
        cancellationToken);

    private static Task<IReadOnlyList<long>> VersionsOf(NpgsqlDataSource source, IReadOnlyList<string> streams) => source.Reach(
        async connection =>
        {
            await using var command = connection.Command(Versions, (object)streams.ToArray());
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            var versions = new List<long>(streams.Count);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                versions.Add(reader.GetInt64(0));
            }

            return (IReadOnlyList<long>)versions;
        },
        CancellationToken.None);

    private Task<object?> Scalar(string sql, object[] values, CancellationToken cancellationToken) =>
        sources.Any.Reach(connection => connection.Scalar(sql, values, cancellationToken), cancellationToken);
}
