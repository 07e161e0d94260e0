#!/usr/bin/env bash
# Builds a root file system with Basira from Debian's packages and the locked requirements, without
# a registry, and runs commands in it without rights, on a root that cannot be written to.
#
#   make wheel && sudo docs/operating/image.sh FOLDER
#
# Needs root, mmdebstrap and unshare. FOLDER/rootfs is what `buildah from scratch` or
# `docker import` would take; its size is printed.
set -euo pipefail
folder=$(realpath -m "${1:?a folder to build in}")
project=$(realpath "$(dirname "$0")/../..")
root="$folder/rootfs"
state="$folder/state"
port=18445

mkdir -p "$folder"
[ -e "$root" ] || mmdebstrap --quiet --variant=minbase \
  --include=python3,python3-venv,ca-certificates trixie "$root"
rm -rf "$root/opt/basira" "$root/opt/dist"
mkdir "$root/opt/dist"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/tmp "$@"; }
inside python3 -m venv /opt/basira
# Fetched outside, so that nothing in the image needs a network.
python3 -m pip download --quiet --require-hashes -r "$project/dist/run.lock" \
  --python-version "$(inside python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')" \
  --only-binary :all: -d "$root/opt/dist"
cp "$project"/dist/run.lock "$project"/dist/*.whl "$root/opt/dist/"
inside /opt/basira/bin/pip install --quiet --no-cache-dir --no-compile --no-index \
  --find-links /opt/dist --require-hashes -r /opt/dist/run.lock
inside sh -c '/opt/basira/bin/pip install --quiet --no-cache-dir --no-compile --no-deps \
  /opt/dist/basira-*.whl'
echo "Wheel and requirements: $(du -sm "$root/opt/basira" | cut -f1) MB, pip included"
# Nothing installs anything in an image that cannot be written to.
inside sh -c '/opt/basira/bin/pip uninstall --quiet --yes pip'
rm -rf "$root/opt/dist" "$root/var/lib/apt/lists" "$root/var/cache/apt" "$root/usr/share/doc" \
  "$root/usr/share/man" "$root/usr/share/locale"
mkdir -p "$root/var/lib/basira" "$state"
grep -q ^basira: "$root/etc/passwd" || echo 'basira:x:10001:10001::/var/lib/basira:/usr/sbin/nologin' >>"$root/etc/passwd"
grep -q ^basira: "$root/etc/group" || echo 'basira:x:10001:' >>"$root/etc/group"
chown 10001:10001 "$state"
echo "Size: $(du -sm "$root" | cut -f1) MB, and $(tar -C "$root" -c . | gzip -1 | wc -c) bytes as gzip"

# A mount namespace of its own: the root read-only, the state writable, a fresh /tmp.
run() {
  unshare --mount --fork --kill-child sh -euc '
    root=$1 state=$2; shift 2
    mount --bind "$root" "$root"
    mount --bind "$state" "$root/var/lib/basira"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec chroot --userspec=10001:10001 "$root" /usr/bin/env -i \
      PATH=/opt/basira/bin:/usr/bin:/bin HOME=/var/lib/basira \
      BASIRA_DATABASE=sqlite:////var/lib/basira/basira.db BASIRA_METRICS_LISTEN=127.0.0.1:'"$port"' \
      BASIRA_TELEGRAM_TOKEN="${BASIRA_TELEGRAM_TOKEN:-}" BASIRA_TELEGRAM_API="${BASIRA_TELEGRAM_API:-}" \
      PYTHONDONTWRITEBYTECODE=1 sh -c "cd /var/lib/basira && exec \"\$@\"" sh "$@"
  ' sh "$root" "$state" "$@"
}

run sh -c 'id -u; ! touch /opt/basira/x 2>/dev/null && echo "The root cannot be written to."'
run basira db upgrade
run basira db check
