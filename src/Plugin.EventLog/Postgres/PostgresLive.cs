using Npgsql;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Postgres;

internal sealed class PostgresLive(NpgsqlDataSource source) : ILiveTables
{
    private const string Take = "select live.take_ids($1, $2)";

    private const string Raise = "select live.raise_ids($1, $2)";

    // Sorted, so that two silos that write the same keys cannot block each other; the last of several for one key counts.
    private const string Upsert = """
        insert into live.presences (key, session, content, seen_at)
        select distinct on (b.key) b.key, b.session, b.content, clock_timestamp()
        from unnest($1::text[], $2::text[], $3::text[]) with ordinality as b (key, session, content, ordinal)
        order by b.key, b.ordinal desc
        on conflict (key) do update set session = excluded.session, content = excluded.content, seen_at = excluded.seen_at
        """;

    private const string Assign = """
        insert into live.duties as d (duty, holder, held_at, until)
        select $1, $2, t.now, t.now + $3 from (select clock_timestamp() as now) as t
        on conflict (duty) do update
        set holder = excluded.holder, before_at = d.held_at, held_at = excluded.held_at, until = excluded.until
        where d.holder = excluded.holder or d.until <= excluded.held_at
        returning holder, held_at, before_at
        """;

    private const string Current = "select holder, clock_timestamp(), held_at from live.duties where duty = $1";

    public Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return source.Reach(
            async connection => (long)(await connection.Scalar(Take, [counter, (long)count], cancellationToken))!, cancellationToken);
    }

    public Task RaiseIds(string counter, long seen, CancellationToken cancellationToken) =>
        source.Reach(connection => connection.Run(Raise, [counter, seen], cancellationToken), cancellationToken);

    public Task<DateTimeOffset> Now(CancellationToken cancellationToken) => source.Reach(
        async connection =>
        {
            await using var command = connection.Command("select clock_timestamp()");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return Time(reader, 0);
        },
        cancellationToken);

    public Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken) => source.Reach(
        connection => connection.Run(
            Upsert,
            [heartbeats.Select(b => b.Key).ToArray(), heartbeats.Select(b => b.Session).ToArray(), heartbeats.Select(b => b.Content).ToArray()],
            cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken) =>
        source.Reach(connection => Presences(connection, prefix, cancellationToken), cancellationToken);

    public Task Forget(string key, CancellationToken cancellationToken) => source.Reach(
        connection => connection.Run("delete from live.presences where key = $1", [key], cancellationToken), cancellationToken);

    public Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken) =>
        source.Reach(connection => Hold(connection, duty, holder, period, cancellationToken), cancellationToken);

    public Task Release(string holder, CancellationToken cancellationToken) => source.Reach(
        connection => connection.Run("update live.duties set until = clock_timestamp() where holder = $1", [holder], cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken) => source.Reach<IReadOnlyList<HeldDuty>>(
        async connection =>
        {
            await using var command = connection.Command(
                "select duty, holder, held_at from live.duties where until > clock_timestamp() order by duty");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var duties = new List<HeldDuty>();
            while (await reader.ReadAsync(cancellationToken))
            {
                duties.Add(new HeldDuty(reader.GetString(0), reader.GetString(1), Time(reader, 2)));
            }

            return duties;
        },
        cancellationToken);

    private static async Task<IReadOnlyList<Presence>> Presences(
        NpgsqlConnection connection, string prefix, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select key, session, content, seen_at from live.presences where starts_with(key, $1) order by key", prefix);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var presences = new List<Presence>();
        while (await reader.ReadAsync(cancellationToken))
        {
            presences.Add(new Presence(reader.GetString(0), reader.GetString(1), reader.GetString(2), Time(reader, 3)));
        }

        return presences;
    }

    private static async Task<DutyHold> Hold(
        NpgsqlConnection connection, string duty, string holder, TimeSpan period, CancellationToken cancellationToken)
    {
        await using var assign = connection.Command(Assign, duty, holder, period);
        await using (var reader = await assign.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                DateTimeOffset? before = await reader.IsDBNullAsync(2, cancellationToken) ? null : Time(reader, 2);
                return new DutyHold(Held: true, reader.GetString(0), Time(reader, 1), before);
            }
        }

        await using var current = connection.Command(Current, duty);
        await using var held = await current.ExecuteReaderAsync(cancellationToken);
        await held.ReadAsync(cancellationToken);
        return new DutyHold(Held: false, held.GetString(0), Time(held, 1), Time(held, 2));
    }

    private static DateTimeOffset Time(NpgsqlDataReader reader, int column) =>
        LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(column));
}
