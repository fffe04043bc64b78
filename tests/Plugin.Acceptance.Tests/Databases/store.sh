#!/usr/bin/env bash
# Keeps what a hub of today wrote as a database of its schema step, for the tests of migrations. Once for each step, when it is released:
#   deploy/demo.sh --runtime process --data /tmp/a
#   deploy/demo.sh --runtime process --data /tmp/b --database "Host=127.0.0.1;Port=5432;Username=postgres;Database=demo"
#   tests/Plugin.Acceptance.Tests/Databases/store.sh /tmp/a
#   tests/Plugin.Acceptance.Tests/Databases/store.sh /tmp/b postgresql://postgres@127.0.0.1:5432/demo
# Needs sqlite3, pg_dump, psql and python3. Works on copies; big blobs are left out. The keys and passwords that it keeps are the demo's own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?the data folder of a demo that has ended}
server=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
big=2000

if [ -z "$server" ]; then
    engine=sqlite
    sqlite3 "$data/plugin.db" ".backup '$work/copy.db'"
    ask() { sqlite3 "$work/copy.db" "$1"; }
    ask "delete from entries where kind = 'blob' and length(content) > $big"
    step=$(ask "pragma user_version")
    log='' vault=''
    { sqlite3 "$work/copy.db" .dump; ask "select 'pragma application_id = ' || application_id || ';' from pragma_application_id"; echo "pragma user_version = $step;"; } >"$work/dump.sql"
    leaf=$(ask "select lower(hex(leaf)) from events order by position desc limit 1")
else
    engine=postgres
    ask() { psql -qAt "$server" -c "$1"; }
    step=$(ask "select max(number) from log.schema_steps")
    log=log.
    ids=$(ask "select coalesce(string_agg(quote_literal(id), ','), '''''') from vault.entries where kind = 'blob' and length(content) > $big")
    pg_dump --inserts --rows-per-insert=50 --no-owner --no-privileges --exclude-table-data=vault.entries "$server" >"$work/dump.sql"
    ask "select 'insert into vault.entries (kind, id, content) values (' || quote_literal(kind) || ', ' || quote_literal(id) || ', ''\\x' || encode(content, 'hex') || ''');'
        from vault.entries where id not in ($ids) order by kind, id" >>"$work/dump.sql"
    # Later versions of pg_dump write commands for psql, which no other client knows.
    sed -i '/^\\/d' "$work/dump.sql"
    leaf=$(ask "select encode(leaf, 'hex') from log.events order by position desc limit 1")
fi

name=$here/$(printf '%04d' "$step").$engine
grep -vE '^--( |$)' "$work/dump.sql" >"$name.sql"
python3 - "$data" "$(ask "select count(*) from ${log}events")" "$leaf" "$(ask "select count(*) from ${log}events where name like 'task.created/%'")" >"$name.json" <<'PY'
import base64, json, os, sys
data, events, leaf, tasks = sys.argv[1:]
key = os.path.join(data, "secrets", "log-signing-key")
erasures = os.path.join(data, "secrets", "erasures")
print(json.dumps({
    "events": int(events), "last_leaf": leaf, "tasks": int(tasks),
    "root_password": next(u["password"] for u in json.load(open(os.path.join(data, "demo.json")))["users"] if u["username"] == "root"),
    "log_signing_key": base64.b64encode(open(key, "rb").read()).decode() if os.path.exists(key) else None,
    "erasures": open(erasures).read() if os.path.exists(erasures) else None,
}, indent=2))
PY
echo "$name.sql"
