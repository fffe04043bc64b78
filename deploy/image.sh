#!/usr/bin/env bash
# Makes a container image of one of our programs, plugin/NAME:VERSION, and loads it into the engine at $DOCKER_SOCKET (default
# /var/run/docker.sock). Nothing is pulled: the root file system is the published program and the libraries it is linked with.
# Does nothing when the engine already has this content. Prints the image's name on standard output.
#   deploy/image.sh [algorithms|hub|station]     algorithms, unless another is named
set -euo pipefail
what=${1:-algorithms}
case $what in
    algorithms) project=src/Plugin.Algorithms ;;
    hub) project=silos/Plugin.Hub ;;
    station) project=silos/Plugin.Station ;;
    *) echo "image: algorithms, hub or station, not '$what'" >&2; exit 2 ;;
esac
program=$(basename "$project")
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
socket=${DOCKER_SOCKET:-/var/run/docker.sock}
out=$root/artifacts/$what-image
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

engine() { curl -sS --fail-with-body --max-time 300 --unix-socket "$socket" "$@"; }

command -v curl >/dev/null || { echo "image: curl is needed to speak to the container engine (apt-get install curl)" >&2; exit 1; }
engine http://engine/_ping >/dev/null || { echo "image: no container engine answers at $socket" >&2; exit 1; }

# The hub carries its page.
[ "$what" != hub ] || "$here/web.sh"
# The published folder is kept between calls, so that a second call builds nothing.
dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -m:1 -v quiet --nologo -o "$out/app" >&2
version=$(dotnet msbuild "$root/$project" -getProperty:Version)
name=plugin/$what:$version

rootfs=$work/rootfs
mkdir -p "$rootfs"/{app,etc,mnt/data,mnt/tmp,tmp}
chmod 1777 "$rootfs/tmp"
cp -a "$out/app/." "$rootfs/app/"
# Symbols and documentation are for people at a debugger, not for a container.
rm -f "$rootfs"/app/*.pdb "$rootfs"/app/*.xml "$rootfs"/app/libclrgc*.so "$rootfs"/app/libmscordbi.so "$rootfs"/app/libmscordaccore.so "$rootfs"/app/createdump
echo 'nobody:x:65534:65534:nobody:/tmp:/sbin/nologin' >"$rootfs/etc/passwd"
echo 'nogroup:x:65534:' >"$rootfs/etc/group"
# ldd names each library as "name => /path (address)", the loader as "/path (address)".
find "$rootfs/app" -type f \( -name '*.so' -o -name "$program" \) -exec ldd {} + 2>/dev/null |
    grep -oE '/[^ ]+\.so[^ ]*' | grep -v "^$rootfs" | sort -u |
    while read -r library; do
        mkdir -p "$rootfs$(dirname "$library")"
        cp -L "$library" "$rootfs$library"
    done
if [ "$what" != algorithms ]; then
    # Loaded by name when the first connection is secured; whom it trusts is this machine's list.
    for library in libssl.so.3 libcrypto.so.3; do
        path=$(ldconfig -p | grep -oE "/[^ ]*/$library\$" | head -n 1)
        mkdir -p "$rootfs$(dirname "$path")" && cp -L "$path" "$rootfs$path"
    done
    mkdir -p "$rootfs/etc/ssl/certs" && cp -L /etc/ssl/certs/ca-certificates.crt "$rootfs/etc/ssl/certs/"
    # A volume gets the owner of the folder that it covers.
    mkdir -m 700 -p "$rootfs/var/lib/plugin"
    echo 'hosts: files dns' >"$rootfs/etc/nsswitch.conf"
fi
chmod -R u=rwX,go=rX "$rootfs/app" "$rootfs/etc"

# Same content, same bytes, same digest.
archive() { tar --sort=name --mtime=@0 --numeric-owner --format=gnu -C "$rootfs" -f "$work/rootfs.tar" "$@"; }
archive --owner=0 --group=0 --exclude=./var/lib/plugin -c .
[ ! -d "$rootfs/var/lib/plugin" ] || archive --owner=65534 --group=65534 -r ./var/lib/plugin
# What the image says beside its files is content too.
changes=(
    'USER 65534:65534'
    'WORKDIR /tmp'
    "ENTRYPOINT [\"/app/$program\"]"
    # The diagnostics port is a socket in /tmp, which nobody in a run may need to write to.
    'ENV DOTNET_EnableDiagnostics=0 HOME=/tmp'
)
digest=$({ sha256sum <"$work/rootfs.tar"; printf '%s\n' "${changes[@]}"; } | sha256sum | cut -d ' ' -f 1)
have=$(engine "http://engine/images/$name/json" 2>/dev/null | grep -oE '"plugin\.content":"[0-9a-f]{64}"' | head -n 1 | grep -oE '[0-9a-f]{64}' || true)
if [ "$have" = "$digest" ]; then
    echo "image: $name is up to date" >&2
else
    query=(--url-query "fromSrc=-" --url-query "repo=${name%:*}" --url-query "tag=$version")
    for change in "${changes[@]}" "LABEL plugin.content=$digest"; do
        query+=(--url-query "changes=$change")
    done
    engine -X POST "${query[@]}" -H 'Content-Type: application/x-tar' --data-binary @"$work/rootfs.tar" \
        http://engine/images/create >"$work/answer"
    if grep -q '"error"' "$work/answer"; then
        echo "image: the engine refused the image: $(cat "$work/answer")" >&2
        exit 1
    fi
    echo "image: $name loaded" >&2
fi
echo "$name"
