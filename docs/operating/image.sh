#!/usr/bin/env bash
# Builds a root file system with Basira from Debian's packages and the locked requirements, without
# a registry, and tries it without rights, on a root that cannot be written to: the database, and
# the bot on a stand-in for Telegram until somebody has an answer.
#
#   make wheel && sudo docs/operating/image.sh FOLDER
#
# Needs root, mmdebstrap, unshare and two free ports, of which the first is PORT. FOLDER/rootfs is
# what `buildah from scratch` or `docker import` would take; its size is printed. FOLDER/state, which
# holds the database, begins empty each time.
set -euo pipefail
folder=$(realpath -m "${1:?a folder to build in}")
project=$(realpath "$(dirname "$0")/../..")
root="$folder/rootfs"
state="$folder/state"
port=${PORT:-18445}  # of health and metrics; the stand-in for Telegram has the next
telegram="http://127.0.0.1:$((port + 1))"

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
rm -rf "$state"
mkdir -p "$root/var/lib/basira" "$state"
grep -q ^basira: "$root/etc/passwd" || echo 'basira:x:10001:10001::/var/lib/basira:/usr/sbin/nologin' >>"$root/etc/passwd"
grep -q ^basira: "$root/etc/group" || echo 'basira:x:10001:' >>"$root/etc/group"
chown 10001:10001 "$state"
echo "Size: $(du -sm "$root" | cut -f1) MB, and $(tar -C "$root" -c . | gzip -1 | wc -c) bytes as gzip"

# A mount namespace of its own: the root read-only, the state writable, a fresh /tmp.
run() {
  exec unshare --mount --fork --kill-child sh -euc '
    root=$1 state=$2; shift 2
    mount --bind "$root" "$root"
    mount --bind "$state" "$root/var/lib/basira"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec chroot --userspec=10001:10001 "$root" /usr/bin/env -i \
      PATH=/opt/basira/bin:/usr/bin:/bin HOME=/var/lib/basira PYTHONDONTWRITEBYTECODE=1 \
      BASIRA_DATABASE=sqlite:////var/lib/basira/basira.db \
      sh -c "cd /var/lib/basira && exec \"\$@\"" sh "$@"
  ' sh "$root" "$state" "$@"
}

(run sh -c 'id -u; ! touch /opt/basira/x 2>/dev/null && echo "The root cannot be written to."')
(run basira db upgrade)

(run basira demo --no-bot --port "$((port + 1))" >"$folder/telegram.log" 2>&1) &
sandbox=$!
bot=
# unshare passes no signal on, so its child is told.
end() { for each in "$@"; do kill $(pgrep -P "$each") 2>/dev/null || true; done; }
trap 'end $sandbox $bot' EXIT
until_answered() {
  for _ in $(seq 600); do
    curl -sf -m 5 -o /dev/null "$1" && return
    sleep 0.1
  done
  echo "Nothing answers at $1; see $folder/*.log" >&2
  exit 1
}
until_answered "$telegram"
token=$(sed -n 's/.*BASIRA_TELEGRAM_TOKEN=//p' "$folder/telegram.log")

seconds() { awk -v from="$began" -v to="$(date +%s.%N)" 'BEGIN { printf "%.1f", to - from }'; }
began=$(date +%s.%N)
(run env BASIRA_TELEGRAM_API="$telegram" BASIRA_TELEGRAM_TOKEN="$token" \
  BASIRA_METRICS_LISTEN="127.0.0.1:$port" basira run >"$folder/bot.log" 2>&1) &
bot=$!
until_answered "http://127.0.0.1:$port/health"
echo "Healthy after $(seconds) s"
curl -sf "http://127.0.0.1:$port/metrics" | grep -q '^basira_taking_updates 1$'
curl -sf -o /dev/null --json '{"text": "/start"}' "$telegram/client/7/messages"
for _ in $(seq 100); do
  curl -sf "$telegram/client/7/chat" | grep -q inline_keyboard && break
  sleep 0.1
done
curl -sf "$telegram/client/7/chat" | grep -q inline_keyboard
echo "Somebody has an answer after $(seconds) s"
sleep 5
inner=$(pgrep -P "$bot")
echo "Memory: $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$inner/status") MB," \
  "at most $(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$inner/status") MB"
end "$bot"
wait "$bot"
bot=
(run basira db check)
