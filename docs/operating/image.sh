#!/usr/bin/env bash
# Builds an image with Basira from Debian's packages and the locked requirements, without a registry,
# and runs it without rights, on a root that cannot be written to: the database, and the bot on a
# stand-in for Telegram until somebody's tap is answered. It fails where one of these fails.
#
#   make wheel && sudo docs/operating/image.sh FOLDER
#
# Needs root, mmdebstrap, buildah with netavark, binutils, curl, procps and two free ports, of which
# the first is PORT. FOLDER/basira.oci.tar is the image, for `podman load`, `skopeo copy` or
# `docker load`. FOLDER/state, which holds the database, begins empty each time.
set -euo pipefail
folder=$(realpath -m "${1:?a folder to build in}")
here=$(realpath "$(dirname "$0")")
dist=$(realpath "$here/../../dist")
base="$folder/rootfs"
state="$folder/state"
archive="$folder/basira.oci.tar"
port=${PORT:-18445}  # of health and metrics; the stand-in for Telegram has the next
telegram="http://127.0.0.1:$((port + 1))"
began=
say() { echo "$*${began:+ after $(awk -v from="$began" -v to="$(date +%s.%N)" 'BEGIN { printf "%.1f", to - from }') s}"; }
storage() { buildah --root "$folder/storage" --runroot "$folder/storage-run" "$@"; }
inside() { chroot "$base" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/tmp "$@"; }

mkdir -p "$folder"
[ -e "$base" ] || mmdebstrap --quiet --variant=minbase \
  --include=python3,python3-venv,ca-certificates trixie "$base"
rm -rf "$base/opt/basira" "$base/opt/dist"
mkdir "$base/opt/dist"
inside python3 -m venv /opt/basira
# Fetched outside, so that nothing in the image needs a network.
[ -e "$folder/fetch" ] || python3 -m venv "$folder/fetch"
"$folder/fetch/bin/pip" download --quiet --disable-pip-version-check --require-hashes -r "$dist/run.lock" \
  --python-version "$(inside python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')" \
  --only-binary :all: -d "$base/opt/dist"
cp "$dist"/run.lock "$dist"/*.whl "$base/opt/dist/"
inside /opt/basira/bin/pip install --quiet --no-cache-dir --no-compile --no-index \
  --find-links /opt/dist --require-hashes -r /opt/dist/run.lock
inside sh -c '/opt/basira/bin/pip install --quiet --no-cache-dir --no-compile --no-deps \
  /opt/dist/basira-*.whl'
size() { du -sm "$base/opt/basira" | cut -f1; }
whole=$(size)
"$here/slim.sh" "$base/opt/basira"
echo "Wheel and requirements, pip included: $whole MB, and $(size) MB once slim.sh has run"
# Nothing installs anything in an image that cannot be written to.
inside sh -c '/opt/basira/bin/pip uninstall --quiet --yes pip'
rm -rf "$base/opt/dist" "$base/var/lib/apt/lists" "$base/var/cache/apt" "$base/usr/share/doc" \
  "$base/usr/share/man" "$base/usr/share/locale"
mkdir -p "$base/var/lib/basira"
grep -q ^basira: "$base/etc/passwd" || echo 'basira:x:10001:10001::/var/lib/basira:/usr/sbin/nologin' >>"$base/etc/passwd"
grep -q ^basira: "$base/etc/group" || echo 'basira:x:10001:' >>"$base/etc/group"
chown 10001:10001 "$base/var/lib/basira"

bot= sandbox=
# unshare passes no signal on, so its child is told.
end() { for each in "$@"; do kill $(pgrep -P "$each") 2>/dev/null || true; done; }
trap 'end $sandbox $bot; wait; storage rm --all >/dev/null; rm -rf "$folder/storage" "$folder/storage-run"' EXIT
made=$(storage from scratch)
storage add --quiet "$made" "$base" / >/dev/null
storage config --user 10001:10001 --workingdir /var/lib/basira --volume /var/lib/basira --port 8445 \
  --env PATH=/opt/basira/bin:/usr/bin:/bin --env HOME=/var/lib/basira --env PYTHONDONTWRITEBYTECODE=1 \
  --env BASIRA_DATABASE=sqlite:////var/lib/basira/basira.db --env BASIRA_METRICS_LISTEN=127.0.0.1:8445 \
  --entrypoint '["basira"]' --cmd run "$made"
rm -f "$archive"
storage commit --quiet "$made" "oci-archive:$archive" >/dev/null 2>&1
storage rm "$made" >/dev/null
echo "Image: $(du -sm "$base" | cut -f1) MB, $(stat -c %s "$archive") bytes as an archive"

# What is run is what stands in the archive, with its user, folder and variables.
image=$(storage from "oci-archive:$archive" 2>/dev/null)
root=$(storage mount "$image")
config() { storage inspect --format "{{$1}}" "$image"; }
user=$(config .OCIv1.Config.User)
work=$(config .OCIv1.Config.WorkingDir)
read -ra variables <<<"$(config 'range .OCIv1.Config.Env}}{{.}} {{end')"
[ "$user" = 10001:10001 ]
rm -rf "$state"
mkdir -p "$state"
chown "$user" "$state"

# A mount namespace of its own: the root read-only, the state writable, a fresh /tmp.
run() {
  exec unshare --mount --fork --kill-child sh -euc '
    root=$1 state=$2 user=$3 work=$4; shift 4
    mount --bind "$root" "$root"
    mount --bind "$state" "$root/var/lib/basira"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec chroot --userspec="$user" "$root" /usr/bin/env -i --chdir="$work" "$@"
  ' sh "$root" "$state" "$user" "$work" "${variables[@]}" "$@"
}
until_answered() {
  for _ in $(seq 900); do
    curl -sf -m 5 -o /dev/null "$1" && return
    sleep 0.1
  done
  echo "Nothing answers at $1:" >&2
  tail -n 20 "$folder"/*.log >&2
  exit 1
}

(run sh -c 'test "$(id -u)" = 10001 && ! touch /opt/basira/x 2>/dev/null')
echo "It runs as 10001, on a root that cannot be written to."
(run basira db upgrade)

(run basira demo --no-bot --port "$((port + 1))" >"$folder/telegram.log" 2>&1) &
sandbox=$!
until_answered "$telegram"
token=$(sed -n 's/.*BASIRA_TELEGRAM_TOKEN=//p' "$folder/telegram.log")

began=$(date +%s.%N)
(run BASIRA_TELEGRAM_API="$telegram" BASIRA_TELEGRAM_TOKEN="$token" \
  BASIRA_METRICS_LISTEN="127.0.0.1:$port" basira run >"$folder/bot.log" 2>&1) &
bot=$!
until_answered "http://127.0.0.1:$port/health"
say "Healthy"
curl -sf "http://127.0.0.1:$port/metrics" | grep -q '^basira_taking_updates 1$'
timeout 120 python3 - "$telegram/client/7" <<'PY'
import json, sys, time, urllib.request

def call(path, body=None):
    data = json.dumps(body).encode() if body else None
    asked = urllib.request.Request(f"{sys.argv[1]}/{path}", data, {"Content-Type": "application/json"})
    return json.load(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=10))

def screen(other_than=None):
    while True:
        for message in reversed(call("chat")["messages"]):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
            taps = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
            if taps and (message["message_id"], taps) != other_than:
                return message["message_id"], taps
        time.sleep(0.02)

call("messages", {"text": "/start"})
before = screen()
call("taps", {"message_id": before[0], "data": before[1][0]})
screen(other_than=before)
PY
say "The first tap is answered"
sleep 5
inner=$(pgrep -P "$bot")
began=
echo "Memory: $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$inner/status") MB," \
  "at most $(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$inner/status") MB"
end "$bot"
wait "$bot"
bot=
# Typst, whose module slim.sh made smaller, draws a scenario.
(run sh -c 'cd /tmp && basira scenarios export dream-job --as png >/dev/null && test -n "$(ls -A)"')
(run basira db check)
