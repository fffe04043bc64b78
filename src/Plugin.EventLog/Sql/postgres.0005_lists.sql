-- Beside silos of schema 4: they see nothing of it.
-- The oldest schema that a silo may know to go on beside this step; no less than the step itself when they cannot.
alter table log.schema_steps add column beside integer;

-- The log's lock, for an append whose author writes lists of these versions. A newer silo swaps its lists in under the same lock, so an older
-- one that comes after it is refused instead of writing half of a row.
create function log.lock_to_append(lists text) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(1347179847);
    if lists <> '' and lists is distinct from (select string_agg(name || ' ' || version, ',' order by name collate "C") from read.read_tables) then
        raise exception 'The lists are of another version.' using errcode = 'PL001';
    end if;
end
$$;
