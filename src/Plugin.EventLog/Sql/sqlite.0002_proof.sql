-- The public half of the key that signs this log's checkpoints, as SubjectPublicKeyInfo; recorded once.
alter table origin add column signing_key blob;

-- Full hash tiles of the log's tree: 256 hashes of one level each, and the root of the subtree they make. Follow from the leaves.
create table tiles (
    level integer not null,
    "index" integer not null,
    hashes blob not null,
    root blob not null,
    constraint tiles_level_index primary key (level, "index")
) strict;

create table checkpoints (
    size integer primary key,
    root blob not null,
    note text not null,
    at integer not null
) strict;
