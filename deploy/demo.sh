#!/usr/bin/env bash
# Builds what the demo needs and runs it: one hub with its web page, three hospitals, three questions, on this machine.
#   deploy/demo.sh [--runtime docker|process] [--data DIR] [--database "Host=…"] [--keep] [--json]
# What is printed while building goes to standard error.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
"$root/deploy/web.sh" --if-possible
for project in silos/Plugin.Hub silos/Plugin.Station src/Plugin.Algorithms silos/Plugin.Cli; do
    dotnet build "$root/$project" -c Release -v quiet --nologo >&2
done

case " $* " in
    *" --runtime process "* | *" --runtime=process "*) ;;
    *)
        # Without an engine the demo runs the algorithms as processes, and needs no image.
        if command -v curl >/dev/null && curl -fsS --max-time 2 --unix-socket /var/run/docker.sock http://engine/_ping >/dev/null 2>&1; then
            "$root/deploy/image.sh" >/dev/null
        fi
        ;;
esac

exec dotnet "$root/silos/Plugin.Cli/bin/Release/net10.0/plugin.dll" demo "$@"
