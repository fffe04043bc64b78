-- log: what happened. Never changed; back it up.
create table log.origin (
    hub uuid not null,
    generation integer not null
);

-- Text compares by byte (collation C), as in SQLite and in the proofs; a locale update cannot reorder an index.
create table log.events (
    position bigint not null,
    stream text collate "C" not null,
    version bigint not null,
    name text collate "C" not null,
    data bytea not null,
    metadata bytea not null,
    at timestamptz not null,
    salt bytea not null,
    leaf bytea not null,
    constraint events_position primary key (position),
    constraint events_stream_version unique (stream, version)
);

create table log.unique_keys (
    kind text collate "C" not null,
    value text collate "C" not null,
    owner text collate "C" not null,
    constraint unique_keys_kind_value primary key (kind, value)
);

create table log.outcomes (
    key text collate "C" not null,
    outcome bytea not null,
    constraint outcomes_key primary key (key)
);

-- vault: credentials, keys of sealed fields, blobs. Primary too.
create table vault.entries (
    kind text collate "C" not null,
    id text collate "C" not null,
    content bytea not null,
    constraint entries_kind_id primary key (kind, id)
);

-- live: derived again when lost.
-- Ids come from sequences, one per counter, made when first asked for: a row per counter would be updated with every task, and updated
-- rows cannot be vacuumed while a backup holds a snapshot. The lock keeps the ids of one call in a row.
create function live.counter(counter text) returns regclass language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('live.counter ' || counter, 0));
    if to_regclass(format('live.%I', counter || '_ids')) is null then
        execute format('create sequence live.%I', counter || '_ids');
    end if;
    return to_regclass(format('live.%I', counter || '_ids'));
end
$$;

create function live.take_ids(counter text, count bigint) returns bigint language plpgsql as $$
declare
    ids regclass := live.counter(counter);
begin
    return (select min(nextval(ids)) from generate_series(1, count));
end
$$;

create function live.raise_ids(counter text, seen bigint) returns void language plpgsql as $$
declare
    ids regclass := live.counter(counter);
    given bigint;
begin
    execute format('select case when is_called then last_value else 0 end from %s', ids) into given;
    if seen > given then
        perform setval(ids, seen);
    end if;
end
$$;

create table live.presences (
    key text collate "C" not null,
    session text not null,
    content text not null,
    seen_at timestamptz not null,
    constraint presences_key primary key (key)
);

create table live.duties (
    duty text collate "C" not null,
    holder text not null,
    before_at timestamptz,
    held_at timestamptz not null,
    until timestamptz not null,
    constraint duties_duty primary key (duty)
);

-- read: replayed from the log; its tables are made from the projector's definitions.
create table read.read_tables (
    name text collate "C" not null,
    version integer not null,
    constraint read_tables_name primary key (name)
);
