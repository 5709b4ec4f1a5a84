#!/usr/bin/env bash
# Usage: scripts/five-minutes.sh
#
# Does what docs/five-minutes.md says, block by block and letter by letter, in a fresh folder and with the packed packages:
#   ```sh run             is run, and must succeed; with "fails", its last command must fail
#   ```LANGUAGE file=PATH is written to PATH
#   ```text said          each line must stand in what the block before it printed
# Prints how long each block took. CONFIGURATION is the build to pack (Debug); FEED is a folder of packages that are packed already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=scripts/newcomer.bash
. scripts/newcomer.bash

readonly page=$repository/docs/five-minutes.md
readonly said=$work/said

# Each block becomes a file: NUMBER.kind with its info string, NUMBER.body with its text.
split() {
  awk -v folder="$work" '
    /^```/ && !inside { info = substr($0, 4); inside = 1; body = ""; next }
    /^```$/ && inside {
      inside = 0
      if (info ~ / /) { number++; name = sprintf("%s/%03d", folder, number); print info > (name ".kind"); printf "%s", body > (name ".body") }
      next
    }
    inside { body = body $0 "\n" }
  ' "$page"
}

run() {
  local body=$1 fails=$2 started=$EPOCHREALTIME code=0
  (cd "$work/shop" && bash -euo pipefail "$body") >"$said" 2>&1 || code=$?
  seconds_since "$started" "$(tail -n 1 "$body")"
  [ "$fails" = "$((code > 0))" ] || die "'$(tail -n 1 "$body")' ended with exit code $code" "$said"
}

pack_packages
mkdir -p "$work/shop"
split
count=0
for kind in "$work"/*.kind; do
  body=${kind%.kind}.body
  count=$((count + 1))
  case "$(cat "$kind")" in
    "sh run") run "$body" 0 ;;
    "sh run fails") run "$body" 1 ;;
    *" file="*)
      path=$work/shop/$(sed 's/.* file=//' "$kind")
      mkdir -p "$(dirname "$path")"
      cp "$body" "$path"
      ;;
    "text said")
      while IFS= read -r line; do
        grep -qF -- "$line" "$said" || die "nothing said: $line" "$said"
      done <"$body"
      ;;
    *) die "the page has a block of an unknown kind: $(cat "$kind")" ;;
  esac
done

[ "$count" -gt 8 ] || die "the page has only $count blocks to run"
echo "five-minutes.md: $count blocks, all as they say"
