#!/usr/bin/env bash
# Backs a hub up while it serves. Makes two files, to be kept apart: who has only one of them can read nothing that was sealed.
#   deploy/backup.sh --data DIR | --database "Host=…;Database=…"  [--secrets DIR]  --to DIR --keys-to DIR
# --to DIR       gets plugin-TIME.db (SQLite) or plugin-TIME.dump (PostgreSQL): the log and the vault, without keys and without lists
# --keys-to DIR  gets plugin-TIME.keys.tar: the keys of sealed fields and the hub's secrets folder
# Prints the names of both. Needs sqlite3, or pg_dump of at least the server's version.
set -euo pipefail
umask 077
. "$(dirname "$0")/hub-store.sh"
to='' keys_to=''
while [ $# -gt 0 ]; do
    case $1 in
        --to) to=${2:?--to needs a folder}; shift 2 ;;
        --keys-to) keys_to=${2:?--keys-to needs a folder}; shift 2 ;;
        *) store_option "$@"; shift 2 ;;
    esac
done
store_check
[ -n "$to" ] && [ -n "$keys_to" ] || fail "say where to: --to DIR for the data, --keys-to DIR for keys and secrets"
mkdir -p "$to" "$keys_to"
[ "$(cd "$to" && pwd -P)" != "$(cd "$keys_to" && pwd -P)" ] || fail "--to and --keys-to are the same folder; the keys must be kept apart from the data"
[ -f "$secrets/log-signing-key" ] || fail "there is no log-signing-key in $secrets; name the hub's secrets folder with --secrets"

name=plugin-$(date -u +%Y%m%dT%H%M%SZ)
# Beside the keys: what is made here in between has everything in it.
work=$(mktemp -d "$keys_to/.backup.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/apart"

if [ -n "$data" ]; then
    backup=$to/$name.db
    # One read transaction: a moment of the hub, which goes on writing meanwhile.
    sqlite3 "$data/plugin.db" ".timeout 30000" "vacuum into '$work/all.db'"
    sqlite3 -bail "$work/all.db" "attach '$work/apart/keys.db' as apart; create table apart.keys (owner text not null, key blob not null);
        insert into apart.keys select owner, key from keys; delete from keys;"
    # The lists have sealed text in clear; they are made from the log again.
    sqlite3 "$work/all.db" "select format('drop table \"%w\";', name) from read_tables" >"$work/lists.sql"
    echo "delete from read_tables;" >>"$work/lists.sql"
    sqlite3 -bail "$work/all.db" <"$work/lists.sql"
    # Rewritten as a whole, so that no page keeps what was taken out.
    sqlite3 -bail "$work/all.db" "vacuum into '$to/$name.part'"
else
    backup=$to/$name.dump
    pg_dump -Fc --no-owner --no-privileges --exclude-table-data='read.*' --exclude-table-data=vault.keys -f "$to/$name.part"
    # After the data: a key that is missing here was destroyed meanwhile, none is too young.
    pg_dump -Fc --no-owner --no-privileges --data-only --table=vault.keys -f "$work/apart/keys.dump"
fi
cp -R "$secrets" "$work/apart/secrets"
# What the hub remembers of its log is not for going back.
rm -f "$work"/apart/secrets/checkpoint-*
tar -C "$work/apart" -cf "$work/keys.tar" .
mv "$work/keys.tar" "$keys_to/$name.keys.tar"
mv "$to/$name.part" "$backup"
sync "$backup" "$keys_to/$name.keys.tar"
echo "$backup"
echo "$keys_to/$name.keys.tar"
