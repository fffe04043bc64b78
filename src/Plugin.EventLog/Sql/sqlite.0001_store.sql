-- log: what happened. Never changed; back it up.
create table origin (
    hub text not null,
    generation integer not null
) strict;

create table events (
    position integer primary key,
    stream text not null,
    version integer not null,
    name text not null,
    data blob not null,
    metadata blob not null,
    at integer not null,
    salt blob not null,
    leaf blob not null,
    constraint events_stream_version unique (stream, version)
) strict;

create table unique_keys (
    kind text not null,
    value text not null,
    owner text not null,
    constraint unique_keys_kind_value primary key (kind, value)
) strict, without rowid;

create table outcomes (
    key text not null,
    outcome blob not null,
    constraint outcomes_key primary key (key)
) strict;

-- vault: credentials, keys of sealed fields, blobs. Primary too.
create table entries (
    kind text not null,
    id text not null,
    content blob not null,
    constraint entries_kind_id primary key (kind, id)
) strict;

-- live: derived again when lost.
create table counters (
    name text not null,
    value integer not null,
    constraint counters_name primary key (name)
) strict, without rowid;

create table presences (
    key text not null,
    session text not null,
    content text not null,
    seen_at integer not null,
    constraint presences_key primary key (key)
) strict;

create table duties (
    duty text not null,
    holder text not null,
    held_at integer not null,
    until integer not null,
    constraint duties_duty primary key (duty)
) strict;

-- read: replayed from the log; its tables are made from the projector's definitions.
create table read_tables (
    name text not null,
    version integer not null,
    constraint read_tables_name primary key (name)
) strict;
