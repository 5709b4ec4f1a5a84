# Sourced by the scripts that walk the way of a new user, with nothing but the packed packages, from the repository's root.
#
# Sets $repository, $configuration (CONFIGURATION, or Debug) and $work, a folder that is removed at the end, and takes the
# environment of the build, the test run or the build server around away: a newcomer has none, and on a build server nothing is
# recorded. die, seconds_since and pack_packages are what they share.

readonly repository=$PWD
readonly configuration=${CONFIGURATION:-Debug}
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

for name in $(compgen -e | grep -E '^(MSBUILD|VSTEST|TESTINGPLATFORM|DOTNET_CLI_|INFERNOSIM_|CI$|TF_BUILD$|GITHUB_|GITLAB_|GIT_)' || true); do
  unset "$name"
done
# Nothing that outlives the script.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DiffEngine_Disabled=true

# die WHAT [LOG]: ends the script, with the end of a log.
die() {
  echo "FAILED: $1" >&2
  [ ! -f "${2:-}" ] || tail -n 80 "$2" >&2
  exit 1
}

# seconds_since STARTED WHAT: says how long something took.
seconds_since() {
  awk -v a="$1" -v b="$EPOCHREALTIME" -v what="$2" 'BEGIN { printf "%6.1f s  %s\n", b - a, what }'
}

# Packs the packages into $feed, or takes those of FEED, and lets a restore take them from there: from $work/nuget.config down.
pack_packages() {
  feed=${FEED:-$work/feed}
  if [ -z "${FEED:-}" ]; then
    dotnet pack "$repository/InfernoSim.sln" --no-build -c "$configuration" -o "$feed" >"$work/pack.log" 2>&1 || die "the packages cannot be packed" "$work/pack.log"
  fi

  # A cache of its own, for the machine's must not keep our packages; all others come from the machine's.
  export RestoreFallbackFolders=${NUGET_PACKAGES:-$HOME/.nuget/packages} NUGET_PACKAGES=$work/cache
  cat >"$work/nuget.config" <<XML
<configuration>
  <packageSources><add key="packed" value="$feed" /></packageSources>
</configuration>
XML
}
