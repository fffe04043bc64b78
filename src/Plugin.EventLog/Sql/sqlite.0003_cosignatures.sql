-- What nodes signed under checkpoints, and the keys (SubjectPublicKeyInfo) that were theirs.
create table cosignatures (
    size integer not null,
    signer text not null,
    key blob not null,
    signature blob not null,
    at integer not null,
    constraint cosignatures_size_signer primary key (size, signer)
) strict, without rowid;
