using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// Written without waiting for the disk: what matters of it (an id in an event) becomes durable with the append that uses it, since the
/// file's write-ahead log is one sequence.
/// </summary>
internal sealed class SqliteLive(SqliteFile file, SqliteWriter? writer, TimeProvider clock) : ILiveTables
{
    private const string Take = """
        insert into counters (name, value) values (@name, @count)
        on conflict (name) do update set value = value + excluded.value
        returning value
        """;

    private const string Raise = """
        insert into counters (name, value) values (@name, @seen)
        on conflict (name) do update set value = max(value, excluded.value)
        """;

    private const string Upsert = """
        insert into presences (key, session, content, seen_at) values (@key, @session, @content, @at)
        on conflict (key) do update set session = excluded.session, content = excluded.content, seen_at = excluded.seen_at
        """;

    private const string Assign = """
        insert into duties (duty, holder, held_at, until) values (@duty, @holder, @at, @until)
        on conflict (duty) do update set holder = excluded.holder, held_at = excluded.held_at, until = excluded.until
        """;

    private DateTimeOffset Time => LogTime.Truncate(clock.GetUtcNow());

    public Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return writer.OrThrow().Write(
            connection => (long)connection.Scalar(Take, ("@name", counter), ("@count", count))! - count + 1, durable: false);
    }

    public Task RaiseIds(string counter, long seen, CancellationToken cancellationToken) =>
        writer.OrThrow().Write(connection => connection.Scalar(Raise, ("@name", counter), ("@seen", seen)), durable: false);

    public Task<DateTimeOffset> Now(CancellationToken cancellationToken) => Task.FromResult(Time);

    public Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection =>
        {
            var at = LogTime.ToMicroseconds(Time);
            foreach (var beat in heartbeats)
            {
                connection.Scalar(Upsert, ("@key", beat.Key), ("@session", beat.Session), ("@content", beat.Content), ("@at", at));
            }

            return true;
        },
        durable: false);

    public Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken)
    {
        using var connection = file.OpenToRead();
        using var command = connection.Command(
            "select key, session, content, seen_at from presences where key >= @prefix and key < @after order by key",
            // No text begins with the last character there is.
            ("@prefix", prefix), ("@after", prefix + "\U0010FFFF"));
        using var reader = command.ExecuteReader();
        var presences = new List<Presence>();
        while (reader.Read())
        {
            presences.Add(new Presence(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), LogTime.FromMicroseconds(reader.GetInt64(3))));
        }

        return Task.FromResult<IReadOnlyList<Presence>>(presences);
    }

    public Task Forget(string key, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection => connection.Scalar("delete from presences where key = @key", ("@key", key)), durable: false);

    public Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection =>
        {
            var now = Time;
            DateTimeOffset? last = null;
            using (var command = connection.Command("select holder, held_at, until from duties where duty = @duty", ("@duty", duty)))
            using (var reader = command.ExecuteReader())
            {
                if (reader.Read())
                {
                    last = LogTime.FromMicroseconds(reader.GetInt64(1));
                    if (reader.GetString(0) is var current && current != holder && reader.GetInt64(2) > LogTime.ToMicroseconds(now))
                    {
                        return new DutyHold(Held: false, current, now, last);
                    }
                }
            }

            connection.Scalar(
                Assign, ("@duty", duty), ("@holder", holder), ("@at", LogTime.ToMicroseconds(now)),
                ("@until", LogTime.ToMicroseconds(now + period)));
            return new DutyHold(Held: true, holder, now, last);
        },
        durable: false);

    public Task Release(string holder, CancellationToken cancellationToken) => writer.OrThrow().Write(
        connection => connection.Scalar(
            "update duties set until = @now where holder = @holder", ("@holder", holder), ("@now", LogTime.ToMicroseconds(Time))),
        durable: false);

    public Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken)
    {
        using var connection = file.OpenToRead();
        using var command = connection.Command(
            "select duty, holder, held_at from duties where until > @now order by duty", ("@now", LogTime.ToMicroseconds(Time)));
        using var reader = command.ExecuteReader();
        var duties = new List<HeldDuty>();
        while (reader.Read())
        {
            duties.Add(new HeldDuty(reader.GetString(0), reader.GetString(1), LogTime.FromMicroseconds(reader.GetInt64(2))));
        }

        return Task.FromResult<IReadOnlyList<HeldDuty>>(duties);
    }
}
