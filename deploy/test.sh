#!/usr/bin/env bash
# Runs every test of the repository on a Debian 12 with the .NET 10 SDK, as root, without a terminal. Installs what is missing, starts
# PostgreSQL and the container engine for itself, and stops what it started. The last line is the sum over all test projects.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
# What is started here lives for seconds: preparing it for hours would cost a quarter of the time. No test depends on either.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v dockerd >/dev/null || missing+=(docker.io)
command -v docker-registry >/dev/null || missing+=(docker-registry)
command -v git >/dev/null || missing+=(git)
command -v curl >/dev/null || missing+=(curl)
# Tests put it alone into an image, so it must need no library.
{ [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; } || missing+=(busybox-static)
/usr/bin/python3 -c 'import swift.proxy' 2>/dev/null || missing+=(python3-swift)
# For the image of an algorithm in Python, which is made of what is installed here.
/usr/bin/python3 -c 'import pandas, openpyxl' 2>/dev/null || missing+=(python3-pandas python3-openpyxl)
command -v systemd-analyze >/dev/null || missing+=(systemd)
[ -x /usr/sbin/haproxy ] || missing+=(haproxy)
command -v sqlite3 >/dev/null || missing+=(sqlite3)
command -v setsid >/dev/null || missing+=(util-linux)
command -v chromium >/dev/null || missing+=(chromium)
{ command -v node && command -v npm; } >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] || { echo "test: install ${missing[*]} first, or run this as root" >&2; exit 1; }
    echo "test: installing ${missing[*]}"
    apt-get update -q >/dev/null
    apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
fi

work=$(mktemp -d)
# PostgreSQL runs as a user of its own and has to reach its files.
chmod 755 "$work"

# Ends whatever a project started and left, whoever has become its parent. All of it has the project's mark in its PATH, the one variable that
# stations leave to algorithms, too.
end() {
    local left
    for _ in $(seq 1 50); do
        left=$(grep -lsaF ":$work/mark/$1" /proc/[0-9]*/environ | cut -d / -f 3 || true)
        [ -n "$left" ] || return 0
        kill -KILL $left 2>/dev/null || true
        read -r -t 0.1 <> <(:) || true
    done
}

stop() {
    status=$?
    # What still tests beside this when somebody interrupts.
    jobs -p | xargs -r kill 2>/dev/null || true
    end ""
    for log in "$work"/*.log; do
        if [ -e "$log" ] && [ ! -e "${log%.log}.ended" ]; then
            echo "test: $(basename "$log" .log) had not ended; it said last:"
            tail -n 20 "$log"
        fi
    done
    deploy/services.sh stop "$work/services" || true
    dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true
    rm -rf "$work" 2>/dev/null || true
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

echo "test: building"
if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
    echo "test: Node.js $(node --version) is too old for the page's tools; a newer one comes from npm"
    timeout -k 10 10m npm install --prefix "$work/node" --no-audit --no-fund --loglevel=error node@22.12.0 >/dev/null
    export PATH="$work/node/node_modules/.bin:$PATH"
fi
# The page is built beside the libraries that do not carry it.
deploy/web.sh &
page=$!
dotnet build tests/Plugin.Simulation -c Release -v quiet --nologo
wait "$page"
dotnet build Plugin.sln -c Release -v quiet --nologo
echo "test: starting services"
variables=$(deploy/services.sh start "$work/services")
eval "$variables"
deploy/image.sh >/dev/null

# As .build/Plugin.props tells them from projects that hold what the others share.
mapfile -t projects < <(grep -oE 'tests[^"]*[\\/](Plugin\.[A-Za-z.]*\.Tests|Plugin\.Simulation)\.csproj' Plugin.sln | sed -E 's#.*[\\/]##; s#\.csproj$##')
expected=${#projects[@]}

# Runs something under its mark, for so many minutes at most and silent for so many at most, with its output in one file; what it leaves is ended.
limited() {
    local name=$1 minutes=$2 silent=$3 code=0 job watch
    shift 3
    # What runs in the background would ignore an interrupt, and tests send some.
    env --default-signal=INT,QUIT PATH="$PATH:$work/mark/$name/" timeout -k 30 "${minutes}m" "$@" >"$work/$name.log" 2>&1 &
    job=$!
    watched "$name" "$silent" "$job" &
    watch=$!
    wait "$job" || code=$?
    kill "$watch" 2>/dev/null || true
    end "$name/"
    [ "$code" -ne 124 ] || echo "test: $name had not ended after $minutes minutes and was made to" >>"$work/$name.log"
    touch "$work/$name.ended"
    return "$code"
}

# A test that hangs must not keep the others from being told.
watched() {
    local log=$work/$1.log
    while kill -0 "$3" 2>/dev/null; do
        read -r -t 5 <> <(:) || true
        if [ $(($(date +%s) - $(stat -c %Y "$log" 2>/dev/null || date +%s))) -gt $(($2 * 60)) ]; then
            {
                echo "test: $1 hangs and is made to end. These were under way:"
                sed -nE 's/ \[STARTING\]$//p; s/ \[FINISHED\] Time: .*//p' "$log" | sort | uniq -u
            } >>"$log"
            end "$1/"
        fi
    done
}

# The page's own checks; their result has the shape of its test runner.
web() {
    limited web 10 10 env -C src/Plugin.Web sh -c \
        'npx --no-install eslint . && npx --no-install vitest run --reporter=default --reporter=json --outputFile="$1"' - "$work/web.json" ||
        touch "$work/failed" "$work/web-failed"
    echo "test: Plugin.Web"
    cat "$work/web.log"
}

# Its output comes in one piece when it has ended, without the lines by which a test that hangs is known.
run() {
    local delay=()
    case $1 in
        # They start hundreds of processes: two seconds (in hexadecimal) without anything new before what is called often is compiled again.
        Plugin.Acceptance.Tests | Plugin.Web.Tests) delay=(DOTNET_TC_CallCountingDelayMs=7D0) ;;
    esac
    # In its own folder, as dotnet test starts it.
    # Each test says when it begins and when it ends, and none takes a third of this time.
    limited "$1" 25 7 env -C "tests/$1/bin/Release/net10.0" "${delay[@]}" "./$1" -noLogo -noColor -reporter verbose -longRunning 180 \
        -trx "$work/results/$1.trx" || touch "$work/failed"
    echo "test: $1"
    grep -vE ' \[(STARTING|FINISHED)\]' "$work/$1.log" || true
}

# Where its packages restore, the Orleans host is tested as a whole and counts as one.
orleans() {
    local code=0
    limited orleans 20 20 env DOTNET_TC_CallCountingDelayMs=7D0 deploy/test-orleans.sh --brief || code=$?
    echo "$code" >"$work/orleans"
    echo "test: Orleans"
    cat "$work/orleans.log"
}

# Two lanes, which take what is next: the whole systems, which wait as much as they compute, and beside them the others, the long ones first.
jobs=(Plugin.Acceptance.Tests Plugin.Web.Tests Plugin.Api.Tests Plugin.Node.Tests orleans Plugin.EventLog.Tests Plugin.Simulation web)
for project in "${projects[@]}"; do
    case " ${jobs[*]} " in *" $project "*) ;; *) jobs+=("$project") ;; esac
done
lane() {
    local n
    while n=$(flock "$work/next" sh -c 'n=$(cat "$1"); echo $((n + 1)) >"$1"; echo "$n"' - "$work/next") && [ "$n" -lt ${#jobs[@]} ]; do
        case ${jobs[n]} in
            web | orleans) "${jobs[n]}" ;;
            *) run "${jobs[n]}" ;;
        esac
    done
}
mkdir -p "$work/results"
echo 0 >"$work/next"
lane &
beside=$!
lane
# Whatever has become of the other one, what was tested is told.
wait "$beside" || touch "$work/failed"
orleans=$(cat "$work/orleans" || echo 1)
status=0
[ ! -e "$work/failed" ] || status=1

# Adds up one counter over all result files; the counters of one file stand on one line.
sum() {
    local total=0 n
    for n in $(grep -hoE '<Counters [^>]*' "$work"/results/*.trx | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+'); do
        total=$((total + n))
    done
    echo "$total"
}
files=$(find "$work/results" -name '*.trx' 2>/dev/null | wc -l)
if [ "$files" -eq 0 ]; then
    passed=0 failed=0 skipped=0
else
    passed=$(sum passed)
    failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted)))
    skipped=$(($(sum total) - $(sum executed)))
fi
of_web() { grep -oE "\"num$1Tests\":[0-9]+" "$work/web.json" 2>/dev/null | head -n 1 | grep -oE '[0-9]+' || echo 0; }
passed=$((passed + $(of_web Passed)))
skipped=$((skipped + $(of_web Pending)))
web_failed=$(of_web Failed)
# What broke down before or beside the tests is one failure.
[ "$web_failed" -gt 0 ] || [ ! -e "$work/web-failed" ] || web_failed=1
failed=$((failed + web_failed))
# A project that broke down before it could count is one failure each.
failed=$((failed + expected - files))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
fi
case $orleans in
    0) passed=$((passed + 1)) ;;
    3) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
esac
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
