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

readonly repository=$PWD
readonly page=$repository/docs/five-minutes.md
readonly configuration=${CONFIGURATION:-Debug}
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

# A newcomer has neither our build's environment nor a build server's, on which nothing is recorded.
for name in $(compgen -e | grep -E '^(MSBUILD|VSTEST|TESTINGPLATFORM|DOTNET_CLI_|INFERNOSIM_|CI$|TF_BUILD$|GITHUB_|GITLAB_|GIT_)' || true); do
  unset "$name"
done
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DiffEngine_Disabled=true

die() {
  echo "FAILED: $1" >&2
  [ ! -f "$work/said" ] || tail -n 60 "$work/said" >&2
  exit 1
}

pack() {
  feed=${FEED:-$work/feed}
  if [ -z "${FEED:-}" ]; then
    dotnet pack InfernoSim.sln --no-build -c "$configuration" -o "$feed" >"$work/said" 2>&1 || die "the packages cannot be packed"
  fi

  # A cache of its own, for the machine's must not keep our packages; all others come from the machine's.
  export RestoreFallbackFolders=${NUGET_PACKAGES:-$HOME/.nuget/packages} NUGET_PACKAGES=$work/cache
  mkdir -p "$work/shop"
  cat >"$work/nuget.config" <<XML
<configuration>
  <packageSources><add key="packed" value="$feed" /></packageSources>
</configuration>
XML
}

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
  (cd "$work/shop" && bash -euo pipefail "$body") >"$work/said" 2>&1 || code=$?
  awk -v a="$started" -v b="$EPOCHREALTIME" -v what="$(tail -n 1 "$body")" 'BEGIN { printf "%6.1f s  %s\n", b - a, what }'
  [ "$fails" = "$((code > 0))" ] || die "'$(tail -n 1 "$body")' ended with exit code $code"
}

pack
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
        grep -qF -- "$line" "$work/said" || die "nothing said: $line"
      done <"$body"
      ;;
    *) die "the page has a block of an unknown kind: $(cat "$kind")" ;;
  esac
done

[ "$count" -gt 8 ] || die "the page has only $count blocks to run"
echo "five-minutes.md: $count blocks, all as they say"
