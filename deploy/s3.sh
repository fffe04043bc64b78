#!/usr/bin/env bash
# A real S3 server for the tests: OpenStack Swift with its S3 layer (Debian's python3-swift), one replica, everything below DIR.
#   deploy/s3.sh start DIR   prints the variable the tests read;  deploy/s3.sh stop DIR   ends it by process id
set -euo pipefail
action=${1:?start or stop}
dir=${2:?a folder for state}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

running() {
    local pid
    for pid in $(cat "$dir"/*.pid 2>/dev/null); do kill -0 "$pid" 2>/dev/null && return 0; done
    return 1
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A server of Swift in the foreground; its package's own starters come with service scripts that a test must not install.
serve() {
    nohup /usr/bin/python3 -c "
import sys
from swift.common import utils
utils.set_swift_dir('$dir')
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi('$dir/$1.conf', '$1-server'))" \
        >"$dir/$1.log" 2>&1 </dev/null &
    echo $! >"$dir/$1.pid"
}

storage() {
    cat >"$dir/$1.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
workers = 0
swift_dir = $dir
devices = $dir/devices
mount_check = false
user = $(id -un)
log_address = $dir/no-syslog
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
fallocate_reserve = 0
CONF
    /usr/bin/python3 - "$dir/$1.ring.gz" "$2" <<'PY'
import sys
from swift.common.ring import RingBuilder
builder = RingBuilder(4, 1, 0)
builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(sys.argv[2]), 'device': 'd1', 'weight': 1.0})
builder.rebalance()
builder.get_ring().save(sys.argv[1])
PY
}

# Makes the bucket with a signed request: curl cannot sign for a key with a colon in it.
bucket() {
    /usr/bin/python3 - "$1" <<'PY'
import datetime, hashlib, hmac, http.client, sys
host, time = sys.argv[1], datetime.datetime.utcnow().strftime('%Y%m%dT%H%M%SZ')
empty, scope = hashlib.sha256(b'').hexdigest(), time[:8] + '/eu-test-1/s3/aws4_request'
names = 'host;x-amz-content-sha256;x-amz-date'
request = f'PUT\n/plugin-tests\n\nhost:{host}\nx-amz-content-sha256:{empty}\nx-amz-date:{time}\n\n{names}\n{empty}'
text = f'AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}'
key = b'AWS4testing'
for step in scope.split('/'):
    key = hmac.new(key, step.encode(), hashlib.sha256).digest()
signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
connection = http.client.HTTPConnection(host, timeout=60)
connection.request('PUT', '/plugin-tests', headers={
    'Host': host, 'x-amz-content-sha256': empty, 'x-amz-date': time,
    'Authorization': f'AWS4-HMAC-SHA256 Credential=plugin:tester/{scope},SignedHeaders={names},Signature={signature}'})
answer = connection.getresponse()
sys.exit(0 if answer.status == 200 else f's3: the bucket cannot be made: {answer.status} {answer.read().decode()}')
PY
}

start() {
    local account container object proxy
    rm -rf "$dir"
    mkdir -p "$dir/devices/d1"
    account=$(free_port) container=$(free_port) object=$(free_port) proxy=$(free_port)
    printf '[swift-hash]\nswift_hash_path_prefix = plugin\nswift_hash_path_suffix = tests\n' >"$dir/swift.conf"
    storage account "$account"
    storage container "$container"
    storage object "$object"
    cat >"$dir/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $proxy
workers = 0
swift_dir = $dir
user = $(id -un)
log_address = $dir/no-syslog
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
location = eu-test-1
[filter:tempauth]
use = egg:swift#tempauth
user_plugin_tester = testing .admin
[filter:slo]
use = egg:swift#slo
CONF
    serve account; serve container; serve object; serve proxy
    for _ in $(seq 1 300); do
        if curl -fsS --max-time 2 "http://127.0.0.1:$proxy/healthcheck" >/dev/null 2>&1; then
            bucket "127.0.0.1:$proxy"
            echo "s3+http://127.0.0.1:$proxy/plugin-tests?region=eu-test-1" >"$dir/url"
            return
        fi
        read -r -t 0.2 <> <(:) || true
    done
    echo "s3: the S3 server did not answer within 60 s:" >&2
    tail -n 20 "$dir"/*.log >&2
    exit 1
}

case $action in
    start)
        running || start
        echo "export PLUGIN_TEST_S3='$(cat "$dir/url")' PLUGIN_TEST_S3_KEY=plugin:tester PLUGIN_TEST_S3_SECRET=testing"
        ;;
    stop) for pid in $(cat "$dir"/*.pid 2>/dev/null); do kill "$pid" 2>/dev/null || true; done ;;
    *) echo "s3: start or stop, not '$action'" >&2; exit 2 ;;
esac
