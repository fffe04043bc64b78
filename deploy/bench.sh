#!/usr/bin/env bash
# Measures on this machine, prints a table and writes artifacts/bench.json. Fails no build: the numbers are for reading.
#   deploy/bench.sh [part …]     parts: log, hub; without one, all of them
# Starts PostgreSQL itself unless PLUGIN_TEST_POSTGRES names one. Quiet machines give honest numbers: the file records the load.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${PLUGIN_TEST_POSTGRES:-}" ]; then
    state=$(mktemp -d)
    trap 'deploy/services.sh stop "$state"; rm -rf "$state"' EXIT
    variables=$(deploy/services.sh start "$state")
    eval "$variables"
fi

dotnet build -c Release tests/Plugin.Bench -m:1 --nologo -v quiet
dotnet tests/Plugin.Bench/bin/Release/net10.0/Plugin.Bench.dll artifacts/bench.json "$@"
