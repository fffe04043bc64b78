#!/usr/bin/env bash
# Builds and tests the Orleans host, where its packages restore: its own tests, then the acceptance tests with it in the place of the built-in host.
#   deploy/test-orleans.sh [--brief] [VERSION [SOURCE]]     of Orleans (10.4.2), from a package source beside the usual one (an address or a folder)
#     --brief: of the acceptance tests only those of several silos, minutes instead of a quarter of an hour; all but the host is built already
# Ends with 3 and one line where they do not restore. Starts PostgreSQL and the rest by itself unless PLUGIN_TEST_POSTGRES names one.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
brief=()
# A silo that stood still is dead to its cluster and ends when it wakes, which the next test of the same silos would run into.
whole_filter='FullyQualifiedName!~That_stands_still'
if [ "${1:-}" = --brief ]; then
    brief=(--brief)
    whole_filter="FullyQualifiedName~Plugin.Acceptance.Tests.Cluster&$whole_filter"
    shift
fi
properties=(${1:+"-p:OrleansVersion=$1"} ${2:+"-p:RestoreAdditionalProjectSources=$2"})
tests=tests/Plugin.Hub.Orleans.Tests
whole=tests/Plugin.Acceptance.Tests

if ! restored=$(timeout -k 10 5m dotnet restore "$tests" --nologo -v quiet "${properties[@]}" 2>&1); then
    missing=$(grep -oE 'Unable to find package Microsoft\.Orleans[.A-Za-z]*[A-Za-z]' <<<"$restored" | sed 's/.* //' | sort -u | paste -sd' ' || true)
    [ -n "$missing" ] || missing=$(grep -m 1 -oE 'error.*' <<<"$restored" || head -n 1 <<<"${restored:-an answer of the package source within five minutes}")
    echo "test-orleans: skipped, the packages of Orleans ${1:-10.4.2} do not restore here; missing: $missing"
    exit 3
fi

state=$(mktemp -d)
chmod 755 "$state"
trap 'deploy/services.sh stop "$state/services" || true; rm -rf "$state"' EXIT
if [ -z "${PLUGIN_TEST_POSTGRES:-}" ]; then
    variables=$(deploy/services.sh start "$state/services")
    eval "$variables"
fi

dotnet build "$tests" -c Release -m:1 -v quiet --nologo "${properties[@]}"
if [ ${#brief[@]} -eq 0 ]; then
    dotnet build "$whole" -c Release -m:1 -v quiet --nologo
    deploy/image.sh >/dev/null
fi
status=0
dotnet test "$tests" -c Release --no-build --nologo -v quiet -p:TestOrleans=true --blame-hang-timeout 5min --blame-hang-dump-type none \
    --logger "console;verbosity=minimal" || status=1
PLUGIN_HUB="$PWD/silos/Plugin.Hub.Orleans/bin/Release/net10.0/Plugin.Hub.Orleans.dll" \
    dotnet test "$whole" -c Release --no-build --nologo -v quiet --filter "$whole_filter" --blame-hang-timeout 6min --blame-hang-dump-type none --logger "console;verbosity=minimal" || status=1
exit $status
