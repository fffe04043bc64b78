using Npgsql;
using NpgsqlTypes;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// One planned batch as one pipelined round trip. The driver sends all statements with a single Sync, so they are one transaction, which
/// commits when the last has run. The batch is known by the salt of its last event: 16 random bytes that only this batch wrote.
/// </summary>
internal sealed class AppendBatch
{
    // Runs after the log's lock is taken, so neither versions nor max(position) can move under it. Either every append of the batch is
    // fine and all events are stored, or none is and the rows say which appends were refused and why. The leaf is hashed over what Entry
    // encodes; only the time is known here alone. Arrays are unnested in the select list, which passes rows on one by one: as a table
    // function each would be copied aside first.
    private const string Events = """
        head as materialized (
            select coalesce(l.position, 0) as position, greatest(clock_timestamp(), l.at) as at
            from (values (1)) as one (n)
            left join (select position, at from log.events order by position desc limit 1) l on true
        ),
        now as materialized (select position, at, int8send((extract(epoch from at) * 1000000)::bigint) as microseconds from head),
        stored as (
            insert into log.events (position, stream, version, name, data, metadata, at, salt, leaf)
            select n.position + e.ordinal, e.stream, e.version, e.name, e.data, e.metadata, n.at, e.salt,
                sha256(e.start || e.data || (int4send(octet_length(e.metadata)) || e.metadata || n.microseconds || e.salt))
            from now n
            cross join (
                select unnest($1::integer[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::text[]), unnest($5::bytea[]),
                    unnest($6::bytea[]), unnest($7::bytea[]), unnest($8::bytea[])
            ) as e (ordinal, stream, version, name, data, metadata, salt, start)
            where not exists (select from refused)
        )
        select append, reason, ordinal, subject, value, expected, actual, owner, outcome, null::timestamptz as at, null::void from refused
        union all
        select -1, 3, 0, null, null, null, n.position, null, null, n.at, pg_notify('plugin_log', '')
        from now n where not exists (select from refused)
        order by 1, 2, 3
        """;

    // One look at the index for each: the event of the expected version must be there, and none after it. The next would do, but for the
    // message the newest is looked up.
    private const string Versions = """
        select s.append, 1 as reason, s.ordinal, s.stream as subject, null::text as value, s.expected,
            (select coalesce(max(n.version), 0) from log.events n where n.stream = s.stream) as actual, null::text as owner,
            null::bytea as outcome
        from unnest($9::integer[], $10::text[], $11::bigint[]) with ordinality as s (append, stream, expected, ordinal)
        left join log.events e on e.stream = s.stream and e.version between s.expected and s.expected + 1
        where e.version is distinct from nullif(s.expected, 0)
        """;

    private const string Store = $"with refused as materialized ({Versions}), {Events}";

    private const string StoreWithClaims = $"""
        with refused as materialized (
            {Versions}
            union all
            select k.append, 0, k.ordinal, k.key, null, null, null, null, o.outcome
            from unnest($12::integer[], $13::text[]) with ordinality as k (append, key, ordinal)
            join log.outcomes o on o.key = k.key
            union all
            select t.append, 2, t.ordinal, t.kind, t.value, null, null, u.owner, null
            from unnest($14::integer[], $15::text[], $16::text[], $17::text[]) with ordinality as t (append, kind, value, owner, ordinal)
            join log.unique_keys u on u.kind = t.kind and u.value = t.value
            where u.owner <> t.owner
        ), {Events}
        """;

    // True only if this transaction has stored its events: the lock is held, so the last event is its own or nobody's new one.
    private const string Stored = "(select salt from log.events order by position desc limit 1) = $1";

    private const string Take = $"""
        insert into log.unique_keys as k (kind, value, owner)
        select t.kind, t.value, t.owner from unnest($2::text[], $3::text[], $4::text[]) as t (kind, value, owner) where {Stored}
        on conflict (kind, value) do update set owner = excluded.owner
        """;

    private const string Release = $"""
        delete from log.unique_keys k using unnest($2::text[], $3::text[], $4::text[]) as r (kind, value, owner)
        where k.kind = r.kind and k.value = r.value and k.owner = r.owner and {Stored}
        """;

    private const string ReleaseOwners = $"""
        delete from log.unique_keys k using unnest($2::text[]) as r (owner) where k.owner = r.owner and {Stored}
        """;

    private const string Remember = $"""
        insert into log.outcomes (key, outcome)
        select o.key, o.outcome from unnest($2::text[], $3::bytea[]) as o (key, outcome) where {Stored}
        """;

    private const string PutEntries = $"""
        insert into vault.entries (kind, id, content)
        select v.kind, v.id, v.content from unnest($2::text[], $3::text[], $4::bytea[]) as v (kind, id, content) where {Stored}
        on conflict (kind, id) do update set content = excluded.content
        """;

    private const string RemoveEntries = $"""
        delete from vault.entries e using unnest($2::text[], $3::text[]) as v (kind, id)
        where e.kind = v.kind and e.id = v.id and {Stored}
        """;

    private const string PutKeys = $"""
        insert into vault.keys (owner, key)
        select v.owner, v.key from unnest($2::text[], $3::bytea[]) as v (owner, key) where {Stored}
        on conflict (owner) do update set key = excluded.key
        """;

    private const string RemoveKeys = $"""
        delete from vault.keys k using unnest($2::text[]) as v (owner) where k.owner = v.owner and {Stored}
        """;

    private const string OpenGeneration = $"update log.origin set generation = $2 where generation < $2 and {Stored}";

    public static PostgresRows ReadRows { get; } = new("", Stored);

    private readonly BatchPlan _plan;
    private readonly TableSet _tables;
    private readonly List<NewRow> _events = [];

    public AppendBatch(BatchPlan plan, TableSet tables)
    {
        (_plan, _tables) = (plan, tables);
        foreach (var pending in plan.Appends)
        {
            var salt = 0;
            foreach (var stream in pending.Append.Streams)
            {
                var version = stream.ExpectedVersion;
                foreach (var @event in stream.Events)
                {
                    _events.Add(new NewRow(_events.Count + 1, stream.Stream, ++version, @event, pending.Salts[salt++]));
                }
            }
        }
    }

    public BatchPlan Plan => _plan;

    private byte[] Mark => _events[^1].Salt;

    public async Task<BatchOutcome> Run(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LogLock.Take);
        AddStore(batch);
        AddRest(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var refusals = new Dictionary<int, Refusal>();
        var (head, at) = (0L, DateTimeOffset.UnixEpoch);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) is var append && append < 0)
            {
                (head, at) = (reader.GetInt64(6), LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(9)));
            }
            else
            {
                refusals.TryAdd(append, Refusal.Read(reader));
            }
        }

        // The commit comes after the last statement; its failure shows here.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return new BatchOutcome(head, at, refusals);
    }

    /// <summary>
    /// After a broken connection: the position before the batch if it is stored, null if it is not and never will be. The lock waits for
    /// a server session that is still busy with it.
    /// </summary>
    public async Task<BatchOutcome?> Find(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var last = _events[^1];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LogLock.Take);
        batch.Add(
            "select position, at from log.events where stream = $1 and version = $2 and salt = $3", last.Stream, last.Version, last.Salt);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new BatchOutcome(
                reader.GetInt64(0) - _events.Count, LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(1)), new Dictionary<int, Refusal>())
            : null;
    }

    /// <summary>The events as they were stored, for followers of this process.</summary>
    public IReadOnlyList<StoredEvent> Committed(BatchOutcome outcome) =>
    [
        .. _events.Select((e, i) => new StoredEvent(
            outcome.Head + i + 1, e.Stream, e.Version, e.Event.Name, e.Event.Data, e.Event.Metadata, outcome.At, e.Salt,
            Entry.Leaf(e.Stream, e.Version, e.Event, outcome.At, e.Salt))),
    ];

    private void AddStore(NpgsqlBatch batch)
    {
        NpgsqlParameter[] events =
        [
            Array(NpgsqlDbType.Integer, _events, e => e.Ordinal), Array(NpgsqlDbType.Text, _events, e => e.Stream),
            Array(NpgsqlDbType.Bigint, _events, e => e.Version), Array(NpgsqlDbType.Text, _events, e => e.Event.Name),
            Array(NpgsqlDbType.Bytea, _events, e => e.Event.Data), Array(NpgsqlDbType.Bytea, _events, e => e.Event.Metadata),
            Array(NpgsqlDbType.Bytea, _events, e => e.Salt),
            Array(NpgsqlDbType.Bytea, _events, e => Entry.LeafStart(e.Stream, e.Version, e.Event)),
            Array(NpgsqlDbType.Integer, _plan.Expectations, e => e.Append), Array(NpgsqlDbType.Text, _plan.Expectations, e => e.Stream),
            Array(NpgsqlDbType.Bigint, _plan.Expectations, e => e.Version),
        ];
        var keyed = _plan.Appends.Select((a, i) => (a.Append.IdempotencyKey, Ordinal: i)).Where(a => a.IdempotencyKey is not null).ToArray();
        var taken = _plan.Appends.SelectMany((a, i) => a.Append.Keys.OfType<TakeKey>().Select(k => (Key: k, Ordinal: i))).ToArray();
        if (keyed.Length + taken.Length == 0)
        {
            batch.Add(Store, events);
            return;
        }

        batch.Add(
            StoreWithClaims,
            [
                .. events,
                Array(NpgsqlDbType.Integer, keyed, k => k.Ordinal), Array(NpgsqlDbType.Text, keyed, k => k.IdempotencyKey!),
                Array(NpgsqlDbType.Integer, taken, k => k.Ordinal), Array(NpgsqlDbType.Text, taken, k => k.Key.Kind),
                Array(NpgsqlDbType.Text, taken, k => k.Key.Value), Array(NpgsqlDbType.Text, taken, k => k.Key.Owner),
            ]);
    }

    private void AddRest(NpgsqlBatch batch)
    {
        var keys = _plan.Appends.SelectMany(a => a.Append.Keys).ToArray();
        AddSet(batch, ReleaseOwners, [.. _plan.Appends.SelectMany(a => a.Append.ReleasedOwners)], owner => [owner]);
        AddSet(batch, Release, [.. keys.OfType<ReleaseKey>()], k => [k.Kind, k.Value, k.Owner]);
        AddSet(batch, Take, [.. keys.OfType<TakeKey>()], k => [k.Kind, k.Value, k.Owner]);
        var remembered = _plan.Appends.Select(a => a.Append).Where(a => a.IdempotencyKey is not null).ToArray();
        if (remembered.Length > 0)
        {
            batch.Add(
                Remember, Mark, Array(NpgsqlDbType.Text, remembered, a => a.IdempotencyKey!),
                Array(NpgsqlDbType.Bytea, remembered, a => a.Outcome));
        }

        // Later writes of one append to one entry replace its earlier ones; two appends of a batch never write the same entry.
        var written = _plan.Appends.SelectMany(a => a.Append.Vault).GroupBy(w => (w.Kind, w.Id)).Select(w => w.Last())
            .ToLookup(w => w.Kind == VaultWrite.SealKey);
        AddKeys(batch, [.. written[true]]);
        var vault = written[false].ToArray();
        AddSet(batch, RemoveEntries, [.. vault.Where(w => w.Content is null)], w => [w.Kind, w.Id]);
        var put = vault.Where(w => w.Content is not null).ToArray();
        if (put.Length > 0)
        {
            batch.Add(
                PutEntries, Mark, Array(NpgsqlDbType.Text, put, w => w.Kind), Array(NpgsqlDbType.Text, put, w => w.Id),
                Array(NpgsqlDbType.Bytea, put, w => w.Content!.Value));
        }

        if (_plan.Appends.Select(a => a.Append.OpensGeneration).Max() is { } generation)
        {
            batch.Add(OpenGeneration, Mark, generation);
        }

        ReadRows.Add(batch, _plan.Rows(_tables), Mark);
    }

    private void AddKeys(NpgsqlBatch batch, IReadOnlyList<VaultWrite> keys)
    {
        AddSet(batch, RemoveKeys, [.. keys.Where(w => w.Content is null)], w => [w.Id]);
        var put = keys.Where(w => w.Content is not null).ToArray();
        if (put.Length > 0)
        {
            batch.Add(
                PutKeys, Mark, Array(NpgsqlDbType.Text, put, w => w.Id), Array(NpgsqlDbType.Bytea, put, w => w.Content!.Value));
        }
    }

    private void AddSet<T>(NpgsqlBatch batch, string text, IReadOnlyList<T> items, Func<T, string[]> columns)
    {
        if (items.Count > 0)
        {
            var rows = items.Select(columns).ToArray();
            batch.Add(text, [Mark, .. Enumerable.Range(0, rows[0].Length).Select(c => Array(NpgsqlDbType.Text, rows, r => r[c]))]);
        }
    }

    private static NpgsqlParameter<TValue[]> Array<T, TValue>(NpgsqlDbType type, IReadOnlyList<T> items, Func<T, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }

    private readonly record struct NewRow(int Ordinal, string Stream, long Version, NewEvent Event, byte[] Salt);
}
