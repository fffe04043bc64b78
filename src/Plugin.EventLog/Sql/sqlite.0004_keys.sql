-- Keys of sealed fields: who has them can read what the log has sealed, so they are backed up apart from everything else.
create table keys (
    owner text not null,
    key blob not null,
    constraint keys_owner primary key (owner)
) strict;

insert into keys (owner, key) select id, content from entries where kind = 'seal-key';
delete from entries where kind = 'seal-key';

-- Whoever is erased lets go of all names at once.
create index unique_keys_owner on unique_keys (owner);
