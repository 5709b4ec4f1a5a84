#!/usr/bin/env bash
# Usage: scripts/smoke.sh dotnet|node|go
#
# Records an incident of an example service with the built command, checks what was recorded, and replays it with its
# dependency gone: unchanged twice, which has to pass with one fingerprint, and changed, which has to fail where it was changed.
# Everything listens on free ports of this machine and is gone afterwards. CONFIGURATION is the build to use (Debug).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly language=${1:-}
readonly configuration=${CONFIGURATION:-Debug}
readonly secret=smoke-secret-4711
readonly traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
readonly fanout=50

# Nothing here may go to a proxy of the machine, nor past ours. .NET prefers the lower-case name.
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

skip() {
  echo "SKIPPED: $*"
  exit 0
}

case "$language" in
  dotnet | node | go) ;;
  *)
    echo "usage: scripts/smoke.sh dotnet|node|go" >&2
    exit 2
    ;;
esac
case "$(uname -s)" in
  MINGW* | MSYS* | CYGWIN*) skip "there is no SIGTERM on Windows, with which the captures are ended" ;;
esac
command -v "$language" >/dev/null || skip "$language is not installed"
command -v curl >/dev/null || skip "curl is not installed"

work=$(mktemp -d)
readonly work
readonly incident=$work/incident
export INFERNOSIM_STATE=$work/state
started=""

say() {
  echo "$language: $*"
}

die() {
  echo "$language: FAILED: $*" >&2
  for log in "$work"/*.log; do
    echo "--- ${log##*/}" >&2
    tail -n 40 "$log" >&2
  done
  exit 1
}

cleanup() {
  for pid in $started; do
    kill -KILL "$pid" 2>/dev/null || true
  done
  for pid in $started; do
    { wait "$pid" || true; } 2>/dev/null
  done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# --- processes

# Sets `port` to a free one, below those that the system hands out by itself.
pick_port() {
  local try
  for try in $(seq 50); do
    port=$((10000 + RANDOM % 20000))
    if [[ " ${picked:-} " != *" $port "* ]] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      picked="${picked:-} $port"
      return
    fi
  done
  die "no free port in $try tries"
}

# start NAME COMMAND...: starts it in the background, its output in NAME.log, and sets `pid`.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  pid=$!
  started="$started $pid"
}

# wait_until PID WHAT COMMAND...: tries the command until it succeeds, for a minute at most, and no longer than the process lives.
wait_until() {
  local process=$1 what=$2 try
  shift 2
  for try in $(seq 600); do
    if "$@" >/dev/null 2>&1; then
      return
    fi
    kill -0 "$process" 2>/dev/null || die "$what: the process ended"
    sleep 0.1
  done
  die "$what: not within $try tries"
}

# stop PID: ends a process that start started, and returns its exit code.
stop() {
  local process=$1 try
  kill -TERM "$process" 2>/dev/null || true
  for try in $(seq 600); do
    if ! kill -0 "$process" 2>/dev/null; then
      started=${started/ $process/}
      { wait "$process"; } 2>/dev/null
      return
    fi
    sleep 0.1
  done
  die "process $process did not end on SIGTERM in $try tries"
}

# build FOLDER NAME: sets `dll` to what the project builds, and builds it when it is not there.
build() {
  dll=$1/bin/$configuration/net10.0/$2.dll
  if [ ! -f "$dll" ]; then
    dotnet build "$1" --configuration "$configuration" >"$work/build.log" 2>&1 || die "$1 does not build"
    [ -f "$dll" ] || die "building $1 made no $dll"
  fi
}

# --- the parts

answers() {
  curl --silent --fail --noproxy '*' --max-time 5 "http://127.0.0.1:$1/health"
}

start_dependency() {
  pick_port
  dependency_port=$port
  start dependency env PORT="$dependency_port" dotnet exec "$dependency_dll"
  dependency_pid=$pid
  wait_until "$pid" "the dependency on port $dependency_port" answers "$dependency_port"
}

# start_service SURCHARGE
start_service() {
  start "service-$1" env PORT="$service_port" DEPENDENCY_URL="http://localhost:$dependency_port" \
    HTTP_PROXY="http://127.0.0.1:$proxy_port" DEMO_SURCHARGE="$1" "${service_command[@]}"
  service_pid=$pid
  wait_until "$pid" "the service on port $service_port" answers "$service_port"
}

start_recording() {
  start "$1" dotnet exec "$cli_dll" "${@:2}"
  wait_until "$pid" "$1" grep -q '^recording to ' "$work/$1.log"
  capture_pids="$capture_pids $pid"
}

# The node example is recorded with the two classic forms, one process a proxy; the others with one process for both.
start_capture() {
  capture_pids=""
  if [ "$language" = node ]; then
    mkdir "$incident"
    start_recording capture-proxy --mode=proxy "--listen=:$proxy_port" "--log=$incident/outbound.log"
    start_recording capture-inbound --mode=inbound "--listen=:$inbound_port" "--forward=localhost:$service_port" "--log=$incident/inbound.log"
  else
    start_recording capture capture --listen ":$inbound_port" --forward "localhost:$service_port" --outbound-listen ":$proxy_port" --out "$incident"
  fi
}

# ask ITEM QUANTITY [CURL ARGUMENTS]: asks through the capture, with credentials, and checks the answer.
ask() {
  local item=$1 quantity=$2 body
  shift 2
  body=$(curl --silent --show-error --fail --noproxy '*' --max-time 60 "$@" \
    --header "Authorization: Bearer $secret" --header "Cookie: session=$secret" \
    "http://127.0.0.1:$inbound_port/api/demo?item=$item&quantity=$quantity") || return 1
  [[ $body == *"\"total\":$(((100 + item * 37 % 50) * quantity))"* ]] || { echo "item $item x $quantity: got $body"; return 1; }
}

# ask_together [CURL ARGUMENTS] -- ITEM QUANTITY...: as ask, all at the same time.
ask_together() {
  local arguments="" asking="" one
  while [ "$1" != -- ]; do
    arguments="$arguments $1"
    shift
  done
  shift
  while [ $# -gt 0 ]; do
    # shellcheck disable=SC2086 # none of the arguments has a space in it
    ask "$1" "$2" $arguments &
    asking="$asking $!"
    shift 2
  done
  for one in $asking; do
    wait "$one" || die "a request failed"
  done
}

send_requests() {
  local item
  for item in 1 2 3 4; do
    ask "$item" "$item" || die "a request failed"
  done
  ask_together -- 11 1 12 2 13 3 14 4 15 5 16 6
  # Four callers want the same item: the dependency numbers its answers, so that none may get another's in the replay.
  ask_together -- 7 1 7 2 7 3 7 4
  # Two requests of one trace.
  ask_together "-Htraceparent:$traceparent" -- 21 1 22 2
  requests=16
}

# --- what was recorded

count() {
  grep -c "\"type\":\"$2\"" "$incident/$1" || true
}

check_counts() {
  local found
  found="$(count inbound.log InboundRequest) $(count inbound.log InboundResponse) $(count outbound.log OutboundCall)"
  [ "$found" = "$requests $requests $requests" ] || die "$requests requests, responses and calls were expected, but recorded were: $found"
  grep -q "\"inbound_count\": *$((2 * requests))\b" "$incident/incident.json" || die "inbound_count is not $((2 * requests))"
  grep -q "\"outbound_count\": *$requests\b" "$incident/incident.json" || die "outbound_count is not $requests"
}

# Every request has a trace id of its own, and the one call with that trace id asks for the item of the request.
check_causality() {
  local line trace item calls traces=""
  while IFS= read -r line; do
    trace=$(sed -E 's/.*"traceId":"([0-9a-f]{32})".*/\1/' <<<"$line")
    item=$(sed -E 's/.*"url":"[^"]*[?]item=([0-9]+).*/\1/' <<<"$line")
    calls=$(grep "\"traceId\":\"$trace\"" "$incident/outbound.log" | sed -E 's|.*"url":"[^"]*/prices/([0-9]+)".*|\1|' || true)
    [ "$calls" = "$item" ] || die "the request for item $item, trace id $trace, has recorded calls for: ${calls:-none}"
    [[ $traces != *$trace* ]] || die "two requests have the trace id $trace"
    traces="$traces $trace"
  done < <(grep '"type":"InboundRequest"' "$incident/inbound.log")
}

check_secrets() {
  local log
  ! grep -rqF "$secret" "$incident" || die "a secret was recorded"
  for log in inbound.log outbound.log; do
    grep -qE 'Bearer \[REDACTED:[0-9a-f]+\]' "$incident/$log" || die "$log has no redacted credential, although one was sent"
  done
}

# --- the replays

# replay NAME EXIT-CODE OUTCOME
replay() {
  local code=0
  # What the capture left out is supplied, as its summary says; without it a pass is a weak one.
  # Faster than recorded, so that the workers get in each other's way; and with time enough for a machine that is busy.
  dotnet exec "$cli_dll" replay "$incident" --target-base "http://127.0.0.1:$service_port" --runs 2 --fanout "$fanout" \
    --header "Authorization: Bearer $secret" --header "Cookie: session=$secret" \
    --time-scale 0.1 --max-wall-time 5m --max-idle-time 1m \
    --stub-listen ":$proxy_port" --stub-compat-listen "" >"$work/$1.log" 2>&1 || code=$?
  grep -qE "^Outcome: +$3\$" "$work/$1.log" || die "$1: $3 was expected"
  [ "$code" = "$2" ] || die "$1: exit code $2 was expected, but it was $code"
}

fingerprint() {
  sed -nE 's/.*\(fingerprint ([0-9a-f]{64})\).*/\1/p' "$work/$1.log"
}

checksum() {
  cat "$incident/inbound.log" "$incident/outbound.log" "$incident/incident.json" | cksum
}

# --- the whole

build examples/demo-dependency DemoDependency
dependency_dll=$dll
build src/InfernoSim.Cli InfernoSim.Cli
cli_dll=$dll
case "$language" in
  dotnet)
    build examples/dotnet-deterministic DotnetDeterministic
    service_command=(dotnet exec "$dll")
    ;;
  node) service_command=(node examples/node-deterministic/server.js) ;;
  go)
    (cd examples/go-deterministic && go build -o "$work/service" .) >"$work/build.log" 2>&1 || die "examples/go-deterministic does not build"
    service_command=("$work/service")
    ;;
esac

pick_port
service_port=$port
pick_port
proxy_port=$port
pick_port
inbound_port=$port

start_dependency
start_service 0
start_capture
send_requests
for pid in $capture_pids; do
  stop "$pid" || die "a capture ended with exit code $?"
done
check_counts
check_causality
check_secrets
say "recorded $requests requests and their calls, each with the trace id of its request, no secrets"

stop "$dependency_pid" || true
before=$(checksum)
replay first 0 PASS_STRONG
replay second 0 PASS_STRONG
[ -n "$(fingerprint first)" ] || die "the first replay has no fingerprint"
[ "$(fingerprint first)" = "$(fingerprint second)" ] || die "the fingerprints differ: $(fingerprint first) and $(fingerprint second)"
[ "$before" = "$(checksum)" ] || die "a replay wrote to the incident"
say "replayed twice, 2 runs of $fanout workers: PASS_STRONG, fingerprint $(fingerprint first)"

stop "$service_pid" || true
start_service 1
replay changed 1 FAIL_DIVERGED
grep -A1 '^FIRST DIVERGENCE' "$work/changed.log" | grep -q 'response body differs at /total' || die "the first divergence is not at /total"
[ "$(fingerprint changed)" != "$(fingerprint first)" ] || die "the changed service has the fingerprint of the unchanged one"
say "replayed against a changed service: FAIL_DIVERGED at /total"
