#!/bin/bash
# A backup with its note, and beside it who was erased until then; what is older than KEEP days goes.
#
# BASIRA     the program
# TO         the folder for backups
# KEEP       days; whoever is erased stays in older backups until then
# RECIPIENT  a public key of `age`, if backups are to be encrypted
set -euo pipefail
BASIRA=${BASIRA:-/opt/basira/bin/basira}
TO=${TO:-/var/lib/basira-backups}
KEEP=${KEEP:-30}
RECIPIENT=${RECIPIENT:-}
umask 077

name="$TO/$(date -u +%Y-%m-%dT%H%M%SZ)"
if [ -n "$RECIPIENT" ]; then
  # The note holds only counts and hashes; it stays readable for `audit check`.
  trap 'rm -f "$name.age.part"' EXIT
  "$BASIRA" db backup - --note "$name.backup.json" | age -r "$RECIPIENT" > "$name.age.part"
  mv "$name.age.part" "$name.backup.age"
else
  "$BASIRA" db backup "$name.backup"
fi
# Each list has a name of its own: one of a new, empty database must not take the place of the last.
"$BASIRA" db erasures > "$name.erased.jsonl"
find "$TO" -type f \( -name '*.backup' -o -name '*.backup.age' -o -name '*.backup.json' -o -name '*.erased.jsonl' \) \
  -mtime +"$KEEP" -delete
# What the notes say of how the audit ended must still be so. After a restore from an older backup, move the later
# notes away: what they note is gone.
"$BASIRA" audit check --notes "$TO"/*.backup.json
