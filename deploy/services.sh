#!/usr/bin/env bash
# Starts what the tests need beside the SDK: a private PostgreSQL, a private S3 server and, when none answers, the container engine.
#   eval "$(deploy/services.sh start DIR)"   starts them, state in DIR (which user postgres must be able to reach); prints the variables the tests read
#   deploy/services.sh stop DIR              stops what was started there, by process id
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
action=${1:?start or stop}
dir=${2:?a folder for state}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)

free_port() {
    local port
    for _ in $(seq 1 100); do
        port=$((20000 + RANDOM % 10000))
        # Nobody answers there: it is free.
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    echo "services: found no free port" >&2
    exit 1
}

start_postgres() {
    [ -n "$pgbin" ] || { echo "services: PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }
    local port
    if [ -f "$dir/pg/postmaster.pid" ] && kill -0 "$(head -n 1 "$dir/pg/postmaster.pid")" 2>/dev/null; then
        port=$(cat "$dir/pg.port")
    else
        rm -rf "$dir/pg"
        mkdir -p "$dir/pg"
        chown postgres "$dir/pg" "$dir"
        chmod 755 "$dir"
        port=$(free_port)
        su postgres -s /bin/sh -c "'$pgbin/initdb' -D '$dir/pg' -A trust -U postgres -E UTF8 --locale=C.UTF-8" >"$dir/initdb.log" 2>&1 ||
            { echo "services: PostgreSQL could not make its files in $dir/pg:" >&2; tail -n 5 "$dir/initdb.log" >&2; exit 1; }
        cat >>"$dir/pg/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir/pg'
max_connections = 300
shared_buffers = 256MB
max_wal_size = 4GB
CONF
        su postgres -s /bin/sh -c "'$pgbin/pg_ctl' -D '$dir/pg' -l '$dir/pg.log' -w start" >/dev/null ||
            { echo "services: PostgreSQL did not start:" >&2; tail -n 10 "$dir/pg.log" >&2; exit 1; }
        echo "$port" >"$dir/pg.port"
    fi
    echo "export PLUGIN_TEST_POSTGRES='Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres'"
}

start_engine() {
    if curl -fsS --max-time 2 --unix-socket /var/run/docker.sock http://engine/_ping >/dev/null 2>&1; then
        return
    fi
    command -v dockerd >/dev/null || { echo "services: the container engine is not installed (apt-get install docker.io)" >&2; exit 1; }
    # No bridge and no firewall rules: runs have no network at all, so the engine needs neither.
    nohup dockerd --data-root "$dir/docker" --exec-root "$dir/docker-exec" --pidfile "$dir/docker.pid" \
        --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
        >"$dir/docker.log" 2>&1 </dev/null &
    for _ in $(seq 1 300); do
        curl -fsS --max-time 2 --unix-socket /var/run/docker.sock http://engine/_ping >/dev/null 2>&1 && return
        read -r -t 0.2 <> <(:) || true
    done
    echo "services: the container engine did not answer within 60 s:" >&2
    tail -n 20 "$dir/docker.log" >&2
    exit 1
}

# Benchmarks do without; tests that need it fail.
start_s3() {
    if /usr/bin/python3 -c 'import swift.proxy' 2>/dev/null; then
        "$here/s3.sh" start "$dir/s3"
    fi
}

stop_all() {
    "$here/s3.sh" stop "$dir/s3"
    if [ -f "$dir/docker.pid" ]; then
        local pid
        pid=$(cat "$dir/docker.pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 1 100); do
            kill -0 "$pid" 2>/dev/null || break
            read -r -t 0.1 <> <(:) || true
        done
        kill -KILL "$pid" 2>/dev/null || true
        rm -f "$dir/docker.pid"
    fi
    if [ -f "$dir/pg/postmaster.pid" ]; then
        su postgres -s /bin/sh -c "'$pgbin/pg_ctl' -D '$dir/pg' -m immediate stop" >/dev/null 2>&1 || true
    fi
}

case $action in
    start) start_postgres; start_engine; start_s3 ;;
    stop) stop_all ;;
    *) echo "services: start or stop, not '$action'" >&2; exit 2 ;;
esac
