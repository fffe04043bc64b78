#!/usr/bin/env bash
# Measures on this machine, prints a table and writes artifacts/bench.json. Fails no build: the numbers are for reading.
#   deploy/bench.sh [part …]     parts: log, hub, api, station, web; without one, all of them
#     hub loads hub processes with nodes and researchers (tests/Plugin.Load) on histories of ten thousand and a million tasks, a quarter of an hour.
#     Pieces alone: hub.connected, hub.runs, hub.work, hub.failover, hub.sqlite, hub.growth
#     api fills hubs with a thousand, 100 thousand and a million tasks (a few minutes); with PLUGIN_BENCH_KEEP=1, and a PostgreSQL that stays, they
#     are kept for the next run
#     web opens the page in Debian's chromium; its list is of the million tasks that api fills. Pieces alone: web.page, web.list1k, web.list1m
#   deploy/bench.sh soak [COUNT [FIRST-SEED [SCHEDULE]]]     2 000 schedules of faults against the event log, about half an hour; fails when one does
#   deploy/bench.sh soak simulation [COUNT [FIRST-SEED]]      10 000 schedules of faults against the simulated hub and its stations
#   deploy/bench.sh soak snapshot     only its end: appending while somebody holds a snapshot for two minutes
#   deploy/bench.sh soak chaos [SECONDS [SEED]]     five minutes of faults against real silos, stations and their database, with recovery times
# Starts PostgreSQL itself unless PLUGIN_TEST_POSTGRES names one. Quiet machines give honest numbers: the file records the load.
set -euo pipefail
cd "$(dirname "$0")/.."

# Needs no database.
if [ "${1:-} ${2:-}" = "soak simulation" ]; then
    shift 2
    [ $# -gt 0 ] || set -- 10000
    dotnet build -c Release tests/Plugin.Simulation -m:1 --nologo -v quiet
    exec dotnet tests/Plugin.Simulation/bin/Release/net10.0/Plugin.Simulation.dll soak "$@"
fi

if [ -z "${PLUGIN_TEST_POSTGRES:-}" ]; then
    state=$(mktemp -d)
    trap 'deploy/services.sh stop "$state"; rm -rf "$state"' EXIT
    variables=$(deploy/services.sh start "$state")
    eval "$variables"
fi

if [ "${1:-}" = soak ]; then
    shift
    if [ "${1:-}" = chaos ]; then
        shift
        dotnet build -c Release tests/Plugin.Acceptance.Tests -m:1 --nologo -v quiet
        dotnet tests/Plugin.Acceptance.Tests/bin/Release/net10.0/Plugin.Acceptance.Tests.dll chaos artifacts/bench.json "$@"
        exit
    fi
    [ $# -gt 0 ] || set -- 2000
    dotnet build -c Release tests/Plugin.EventLog.Tests -m:1 --nologo -v quiet
    dotnet tests/Plugin.EventLog.Tests/bin/Release/net10.0/Plugin.EventLog.Tests.dll soak "$@"
    exit
fi

deploy/web.sh --if-possible
dotnet build -c Release tests/Plugin.Bench -m:1 --nologo -v quiet
dotnet tests/Plugin.Bench/bin/Release/net10.0/Plugin.Bench.dll artifacts/bench.json "$@"
