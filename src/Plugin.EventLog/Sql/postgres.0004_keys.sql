-- Keys of sealed fields: who has them can read what the log has sealed, so they are backed up apart from everything else.
create table vault.keys (
    owner text collate "C" not null,
    key bytea not null,
    constraint keys_owner primary key (owner)
);

insert into vault.keys (owner, key) select id, content from vault.entries where kind = 'seal-key';
delete from vault.entries where kind = 'seal-key';

-- Whoever is erased lets go of all names at once.
create index unique_keys_owner on log.unique_keys (owner);
