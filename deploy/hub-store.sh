# For backup.sh and restore.sh: where a hub's data and secrets are, named as the hub names them.
data='' database='' secrets=''

fail() {
    echo "$(basename "$0" .sh): $1" >&2
    exit 1
}

# Takes one option and its value.
store_option() {
    case $1 in
        --data) data=${2:?--data needs a folder} ;;
        --database) database=${2:?--database needs a connection string} ;;
        --secrets) secrets=${2:?--secrets needs a folder} ;;
        *) fail "unknown argument $1" ;;
    esac
}

store_check() {
    { [ -n "$data" ] && [ -z "$database" ]; } || { [ -z "$data" ] && [ -n "$database" ]; } ||
        fail 'say where the data is: --data DIR (SQLite) or --database "Host=…" (PostgreSQL)'
    if [ -n "$data" ]; then
        secrets=${secrets:-$data/secrets}
        command -v sqlite3 >/dev/null || fail "sqlite3 is not installed"
    else
        secrets=${secrets:-${XDG_DATA_HOME:-$HOME/.local/share}/plugin/secrets}
        command -v pg_dump >/dev/null || fail "pg_dump is not installed (postgresql-client)"
        postgres_variables
    fi
}

# The parts of the connection string that PostgreSQL's own tools take from the environment: a password is never an argument.
postgres_variables() {
    local part key value
    while IFS= read -r -d ';' part; do
        key=$(echo "${part%%=*}" | tr -d ' ' | tr '[:upper:]' '[:lower:]')
        value=${part#*=}
        case $key in
            '') ;;
            host | server) export PGHOST=$value ;;
            port) export PGPORT=$value ;;
            username | userid | user) export PGUSER=$value ;;
            password) export PGPASSWORD=$value ;;
            database) export PGDATABASE=$value ;;
            sslmode) export PGSSLMODE=$(echo "$value" | sed 's/VerifyCA/verify-ca/I; s/VerifyFull/verify-full/I' | tr '[:upper:]' '[:lower:]') ;;
            rootcertificate) export PGSSLROOTCERT=$value ;;
        esac
    done <<<"$database;"
}
