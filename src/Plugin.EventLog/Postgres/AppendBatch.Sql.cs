namespace Plugin.EventLog.Postgres;

/// <summary>What a batch says to the database.</summary>
internal sealed partial class AppendBatch
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
}
