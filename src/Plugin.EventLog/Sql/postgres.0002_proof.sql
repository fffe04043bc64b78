-- The public half of the key that signs this log's checkpoints, as SubjectPublicKeyInfo; recorded once.
alter table log.origin add column signing_key bytea;

-- Full hash tiles of the log's tree: 256 hashes of one level each, and the root of the subtree they make. Follow from the leaves.
create table log.tiles (
    level integer not null,
    index bigint not null,
    hashes bytea not null,
    root bytea not null,
    constraint tiles_level_index primary key (level, index)
);

create table log.checkpoints (
    size bigint not null,
    root bytea not null,
    note text collate "C" not null,
    at timestamptz not null,
    constraint checkpoints_size primary key (size)
);
