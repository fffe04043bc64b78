#!/usr/bin/env bash
# Restores a hub from what backup.sh made, and opens the next generation of its log. The hub is stopped, and its old database is out of the way.
#   deploy/restore.sh --backup FILE --keys FILE --data DIR | --database "Host=…;Database=…"  [--secrets DIR]
#                     --by NAME --reason TEXT  [--checkpoint FILE]… [--none-known]
# --by, --reason, --checkpoint and --none-known are those of `plugin log new-generation`. Of the secrets folder only what is missing is
# restored: what the hub remembers of its log, and who was erased meanwhile, must not go back.
# PLUGIN is the command `plugin`, when it is not on the path or built beside this.
set -euo pipefail
umask 077
. "$(dirname "$0")/hub-store.sh"
backup='' keys='' ceremony=()
while [ $# -gt 0 ]; do
    case $1 in
        --backup) backup=${2:?--backup needs a file}; shift 2 ;;
        --keys) keys=${2:?--keys needs a file}; shift 2 ;;
        --by | --reason | --checkpoint) ceremony+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
        --none-known) ceremony+=("$1"); shift ;;
        *) store_option "$@"; shift 2 ;;
    esac
done
store_check
[ -f "$backup" ] && [ -f "$keys" ] || fail "name the two files of the backup: --backup FILE and --keys FILE"
case " ${ceremony[*]-} " in *' --by '*' --reason '* | *' --reason '*' --by '*) ;; *) fail "say who orders the restore and why: --by NAME --reason TEXT" ;; esac
if [ -z "${PLUGIN-}" ]; then
    PLUGIN=plugin
    built=$(ls -t "$(dirname "$0")"/../silos/Plugin.Cli/bin/*/net10.0/plugin.dll 2>/dev/null | head -n 1)
    command -v plugin >/dev/null || [ -z "$built" ] || PLUGIN="dotnet $built"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xf "$keys"

if [ -n "$data" ]; then
    [ -f "$work/keys.db" ] || fail "$keys is not of a SQLite hub"
    [ ! -e "$data/plugin.db" ] || fail "there is a database in $data already; move it away first (with plugin.db-wal and plugin.db-shm)"
    mkdir -p "$data"
    rm -f "$data/plugin.db-wal" "$data/plugin.db-shm"
    cp "$backup" "$data/plugin.db.part"
    sqlite3 -bail "$data/plugin.db.part" "attach '$work/keys.db' as apart; insert into keys select owner, key from apart.keys;"
    mv "$data/plugin.db.part" "$data/plugin.db"
    store=(--data "$data")
else
    [ -f "$work/keys.dump" ] || fail "$keys is not of a PostgreSQL hub"
    [ "$(psql -XAtqc "select to_regclass('log.events') is null")" = t ] ||
        fail "the database $PGDATABASE holds a log already; create an empty one (encoding UTF8) and name that"
    pg_restore --no-owner --no-privileges --exit-on-error --single-transaction -d "$PGDATABASE" "$backup"
    pg_restore --no-owner --no-privileges --exit-on-error --single-transaction -d "$PGDATABASE" "$work/keys.dump"
    # The lists came without their rows; without tables they are made from the log again.
    psql -XqAt -v ON_ERROR_STOP=1 >/dev/null <<'SQL'
do $$
declare list record;
begin
    for list in select tablename from pg_tables where schemaname = 'read' and tablename <> 'read_tables' loop
        execute format('drop table read.%I', list.tablename);
    end loop;
end
$$;
SQL
    store=(--database "$database")
fi
mkdir -p "$secrets"
cp -R --no-clobber "$work/secrets/." "$secrets/"

$PLUGIN log new-generation --from-backup "${ceremony[@]}" "${store[@]}" --secrets "$secrets"
