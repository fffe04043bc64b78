-- What nodes signed under checkpoints, and the keys (SubjectPublicKeyInfo) that were theirs.
create table log.cosignatures (
    size bigint not null,
    signer text collate "C" not null,
    key bytea not null,
    signature bytea not null,
    at timestamptz not null,
    constraint cosignatures_size_signer primary key (size, signer)
);
