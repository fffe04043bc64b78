#!/usr/bin/env bash
# Builds the web page into src/Plugin.Web/dist, from where the next build of the hub takes it along. Does nothing when it is built already.
#   deploy/web.sh [--if-possible]     --if-possible: without Node.js say so and end well; the hub then serves its API only
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
web=$root/src/Plugin.Web

cannot() {
    echo "web: $1" >&2
    if [ "${2:-}" = --if-possible ]; then
        echo "web: going on without the page; the hub serves its API only" >&2
        # What an earlier build left would be a page of another version.
        rm -rf "$web/dist"
        exit 0
    fi
    exit 1
}

[ -f "$web/package.json" ] || cannot "src/Plugin.Web has no page to build" "${1:-}"
command -v node >/dev/null && command -v npm >/dev/null ||
    cannot "Node.js and npm are missing; install Node.js 20.19 or newer (https://nodejs.org, or nodejs and npm of a distribution that has it)" "${1:-}"
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    cannot "Node.js $(node --version) is too old; install 20.19 or newer (https://nodejs.org)" "${1:-}"

cd "$web"
# What was installed and built is remembered beside it, by what it was made of.
packages=$({ node --version; cat package.json package-lock.json; } | sha256sum | cut -d ' ' -f 1)
if [ "$(cat node_modules/.installed 2>/dev/null)" != "$packages" ]; then
    echo "web: installing packages" >&2
    timeout -k 10 10m npm ci --no-audit --no-fund --loglevel=error >&2
    echo "$packages" >node_modules/.installed
fi

sources=$({ echo "$packages"; cat index.html openapi.json ./*.config.* tsconfig*.json; find src public -type f ! -name schema.d.ts -print0 2>/dev/null |
    sort -z | xargs -0 sha256sum; } | sha256sum | cut -d ' ' -f 1)
if [ -f dist/index.html ] && [ "$(cat node_modules/.built 2>/dev/null)" = "$sources" ]; then
    echo "web: the page is up to date" >&2
else
    echo "web: building the page" >&2
    rm -f node_modules/.built
    timeout -k 10 10m npm run --silent build >&2
    echo "$sources" >node_modules/.built
fi
