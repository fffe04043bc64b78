#!/usr/bin/env bash
# Makes a container image of an algorithm in Python without a registry: python-image.sh FOLDER NAME [PACKAGE...]
# FOLDER holds the algorithm's module NAME (its __init__.py and __main__.py); the image runs `python3 -m NAME` and names it in PKG_NAME. The root
# file system is Debian's python3 with the given packages (python3-pandas when none is given) as this machine has them installed.
# The image is called plugin-python/NAME:CONTENT and loaded into the engine at $DOCKER_SOCKET (default /var/run/docker.sock); what the engine has
# already is not made again. Prints the image's name on standard output.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
source=$(cd "$1" && pwd)
module=$2
shift 2
packages=(python3 "${@:-python3-pandas}")
socket=${DOCKER_SOCKET:-/var/run/docker.sock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

engine() { curl -sS --fail-with-body --max-time 300 --unix-socket "$socket" "$@"; }
have() { engine "http://engine/images/$1/json" >/dev/null 2>&1; }
imported() { ! grep -q '"error"' "$1" || { echo "python-image: the engine refused the image: $(cat "$1")" >&2; exit 1; }; }

engine http://engine/_ping >/dev/null || { echo "python-image: no container engine answers at $socket" >&2; exit 1; }
[ -f "$source/$module/__main__.py" ] || { echo "python-image: there is no $source/$module/__main__.py" >&2; exit 1; }
missing=$(for p in "${packages[@]}"; do dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q ' installed$' || echo "$p"; done)
[ -z "$missing" ] || { echo "python-image: install first: apt-get install --no-install-recommends" $missing >&2; exit 1; }

# All that the packages depend on, but what only manages packages.
apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "${packages[@]}" |
    grep '^[a-z]' | sort -u | grep -vxE 'dpkg|debconf|tar|install-info|perl|perl-.*|libperl.*|mailcap|media-types|mime-support|cdebconf|libdb5.3|libgdbm.*' >"$work/packages"
digest=$(xargs dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' <"$work/packages" | cat - "$0" | sha256sum | cut -c 1-16)
base=plugin-python/debian:$digest
if ! have "$base"; then
    # The parts of the merged /usr are named by their real place, or the tar would have folders where the image has links.
    # Modules come with their compiled form: the root file system of a run is read-only, and compiling pandas takes seconds each time.
    xargs dpkg-query -L <"$work/packages" |
        sed -E 's#^/(bin|sbin|lib|lib32|lib64|libx32)(/|$)#/usr/\1\2#' |
        grep -vE '^/usr/share/(doc|man|info|locale|lintian|bug|perl5|gdb|icons|applications|pixmaps)(/|$)|/(tests|idlelib|lib2to3|ensurepip)(/|$)|/python3-config|^/(diverted|locally|package) ' |
        sort -u |
        while read -r path; do
            # A folder is made for what lies in it; empty ones are not needed.
            if [ -L "$path" ]; then echo "$path"; elif [ -f "$path" ]; then echo "$path"; fi
        done >"$work/files"
    sed -nE 's#^(.*)/([^/]+)\.py$#\1/__pycache__/\2.cpython-*.pyc#p' "$work/files" |
        while read -r pattern; do for compiled in $pattern; do [ -f "$compiled" ] && echo "$compiled"; done; done >>"$work/files"
    # Libraries that Debian chooses among are found by links that belong to no package.
    find /usr/lib/*-linux-gnu /etc/alternatives -maxdepth 1 -type l \( -name 'libblas.so*' -o -name 'liblapack.so*' \) >>"$work/files"
    mkdir -p "$work/root"/{etc,tmp,var/tmp,run,mnt/data,mnt/tmp,algorithm,dev,proc,sys}
    for part in bin sbin lib lib64; do ln -s "usr/$part" "$work/root/$part"; done
    printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/tmp:/usr/sbin/nologin\n' >"$work/root/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$work/root/etc/group"
    chmod 1777 "$work/root/tmp" "$work/root/var/tmp"
    ldconfig -C "$work/root/etc/ld.so.cache"
    sed -i 's#^/##' "$work/files"
    { tar -cf - --owner=0 --group=0 --numeric-owner -C "$work/root" . -C / --no-recursion -T "$work/files"; } |
        engine -X POST --url-query fromSrc=- --url-query "repo=${base%:*}" --url-query "tag=$digest" \
            -H 'Content-Type: application/x-tar' -T - http://engine/images/create >"$work/answer"
    imported "$work/answer"
    echo "python-image: $base loaded" >&2
fi

{
    printf 'FROM %s\nCOPY %s /algorithm/%s\n' "$base" "$module" "$module"
    printf 'ENV PKG_NAME=%s PYTHONPATH=/algorithm PYTHONDONTWRITEBYTECODE=1\nUSER 65534:65534\nWORKDIR /tmp\nCMD ["/usr/bin/python3", "-m", "%s"]\n' "$module" "$module"
} >"$work/Dockerfile"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --exclude=__pycache__ --mode=u=rwX,go=rX \
    -cf "$work/context.tar" -C "$work" Dockerfile -C "$source" "$module"
tag=$(sha256sum <"$work/context.tar" | cut -c 1-16)
name=plugin-python/${module//_/-}:$tag
if ! have "$name"; then
    engine -X POST --url-query "t=$name" -H 'Content-Type: application/x-tar' -T "$work/context.tar" http://engine/build >"$work/answer"
    imported "$work/answer"
    echo "python-image: $name loaded" >&2
fi
echo "$name"
