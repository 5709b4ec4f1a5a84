#!/usr/bin/env bash
# Usage: scripts/first-hour.sh
#
# The first hour of a new user, with nothing but the packed packages: a solution with a service and a test project of each
# framework in a fresh git repository with the standard .gitignore; record, accept, commit; clone it elsewhere, where the build is
# one of a build server, and test in both modes of dotnet test: green as it is, red at the right place when the service has changed,
# green without the sources. Prints how long each step took. CONFIGURATION is the build to pack (Debug); FEED a folder of packages
# that are packed already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=scripts/newcomer.bash
. scripts/newcomer.bash

readonly frameworks="Xunit XunitV3 NUnit MSTest TUnit"
# TUnit has no adapter for VSTest, and xUnit v2 no runner for Microsoft.Testing.Platform.
readonly vstest_frameworks="Xunit XunitV3 NUnit MSTest"
readonly platform_frameworks="XunitV3 NUnit MSTest TUnit"
readonly moved_to=tests-without-sources

command -v git >/dev/null || { echo "SKIPPED: git is not installed"; exit 0; }

export GIT_CONFIG_GLOBAL=$work/.gitconfig GIT_CONFIG_NOSYSTEM=1 INFERNOSIM_STATE=$work/state
git config --global user.name Newcomer
git config --global user.email newcomer@example.test

# timed WHAT COMMAND...: runs it and says how long it took.
timed() {
  local what=$1 started=$EPOCHREALTIME
  shift
  "$@"
  seconds_since "$started" "$what"
}

# expect CODE LOG COMMAND...: runs it into a log, and checks whether it succeeded (0) or not (1).
expect() {
  local wanted=$1 log=$2 code=0
  shift 2
  "$@" >"$log" 2>&1 || code=$?
  [ "$wanted" = "$((code > 0))" ] || die "$* ended with exit code $code" "$log"
}

pack() {
  pack_packages
  version=$(basename "$feed"/InfernoSim.[0-9]*.nupkg .nupkg)
  version=${version#InfernoSim.}
}

# --- what the new user writes

references() {
  case "$1" in
    Xunit) echo "xunit:2.9.3 xunit.runner.visualstudio:4.0.1" ;;
    XunitV3) echo "xunit.v3:4.0.2 xunit.runner.visualstudio:4.0.1" ;;
    NUnit) echo "NUnit:4.6.1 NUnit3TestAdapter:6.3.1" ;;
    MSTest) echo "MSTest.TestFramework:4.5.2 MSTest.TestAdapter:4.5.2" ;;
    TUnit) echo "TUnit:1.81.10" ;;
  esac
}

write_project() {
  local framework=$1 folder=$work/shop/Shop.$1Tests package=InfernoSim.Testing.$1 sdk=Microsoft.NET.Test.Sdk:18.11.0 reference
  # TUnit is run by Microsoft.Testing.Platform alone, and has no use for the SDK of VSTest.
  [ "$framework" != TUnit ] || sdk=""
  mkdir -p "$folder"
  {
    echo '<Project Sdk="Microsoft.NET.Sdk">'
    echo '  <PropertyGroup>'
    echo '    <TargetFramework>net10.0</TargetFramework>'
    echo '    <ImplicitUsings>enable</ImplicitUsings>'
    case "$framework" in XunitV3 | TUnit) echo '    <OutputType>Exe</OutputType>' ;; esac
    echo '  </PropertyGroup>'
    echo '  <ItemGroup>'
    for reference in "$package:$version" $sdk $(references "$framework"); do
      echo "    <PackageReference Include=\"${reference%%:*}\" Version=\"${reference#*:}\" />"
    done
    echo "    <Using Include=\"$package\" />"
    [ "$framework" != MSTest ] || echo '    <Using Include="Microsoft.VisualStudio.TestTools.UnitTesting" />'
    echo '    <ProjectReference Include="../Shop/Shop.csproj" />'
    echo '  </ItemGroup>'
    echo '</Project>'
  } >"$folder/Shop.$1Tests.csproj"
  case "$framework" in
    MSTest) write_test '[TestClass]' '' ;;
    TUnit) write_test '' '[Test]' ;;
    *) write_test '' '' ;;
  esac >"$folder/Checkout.cs"
}

# write_test CLASS-ATTRIBUTE METHOD-ATTRIBUTE: a test, with what its framework wants beside our attribute.
write_test() {
  cat <<TEST
using System.Net;
using InfernoSim.Testing;
using Microsoft.Extensions.DependencyInjection;

[assembly: ServiceUnderTest<Program>]

namespace Shop.Tests;

$1
public class Checkout : IRecordIncident
{
    $2
    [IncidentReplay("incidents/checkout", RecordIfMissing = true, Runs = 2, Fanout = 3)]
    public void Survives_the_november_incident()
    {
    }

    public async Task RecordAsync(HttpClient client, CancellationToken cancellationToken)
    {
        await client.GetStringAsync("/checkout/book", cancellationToken);
        await client.GetStringAsync("/checkout/pen", cancellationToken);
    }

    public void ConfigureRecording(IServiceCollection services) =>
        services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => new Prices()));

    private sealed class Prices : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("12") });
    }
}
TEST
}

# solution NAME FRAMEWORK...: a solution of the test projects of these frameworks.
write_solution() {
  local name=$1 framework
  shift
  {
    echo '<Solution>'
    for framework in "$@"; do
      echo "  <Project Path=\"Shop.${framework}Tests/Shop.${framework}Tests.csproj\" />"
    done
    echo '</Solution>'
  } >"$name.slnx"
}

make_solution() {
  mkdir -p "$work/shop/Shop"
  cd "$work/shop"
  git init --quiet
  dotnet new gitignore >/dev/null
  grep -qx '\*\.log' .gitignore || die "the standard .gitignore holds no *.log any more: this shows nothing" .gitignore
  cat >Shop/Shop.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
PROJECT
  cat >Shop/Program.cs <<'SERVICE'
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri("http://prices.test"));
WebApplication app = builder.Build();
app.MapGet("/checkout/{article}", async (string article, IHttpClientFactory clients) =>
    new { article, total = int.Parse(await clients.CreateClient("prices").GetStringAsync($"/prices/{article}")) });
app.Run();
SERVICE
  for framework in $frameworks; do
    write_project "$framework"
  done
  # shellcheck disable=SC2086 # a name each
  write_solution VSTest $vstest_frameworks
  # shellcheck disable=SC2086
  write_solution Platform $platform_frameworks
}

# --- what the new user does

# The test records its incident, accepts its snapshot, and passes, in each framework.
record() {
  expect 0 "$work/record.log" env INFERNOSIM_ACCEPT=1 dotnet test VSTest.slnx
  expect 0 "$work/record-tunit.log" env INFERNOSIM_ACCEPT=1 dotnet run --project Shop.TUnitTests
}

commit() {
  git add --all
  git commit --quiet --message "Test the checkout with an incident"
  for framework in $frameworks; do
    for file in incidents/checkout/{inbound.log,outbound.log,incident.json} Checkout.Survives_the_november_incident.verified.txt; do
      git ls-files --error-unmatch "Shop.${framework}Tests/$file" >/dev/null 2>&1 || die "$framework: $file is not committed"
    done
  done
}

clone() {
  git clone --quiet "$work/shop" "$work/build server/shop"
  mv "$work/shop" "$work/not here any more"
  cd "$work/build server/shop"
}

choose_platform() {
  echo '{ "test": { "runner": "Microsoft.Testing.Platform" } }' >global.json
}

# on_build_server CODE LOG COMMAND...
on_build_server() {
  expect "$1" "$2" env CI=true ContinuousIntegrationBuild=true "${@:3}"
}

# check_red LOG FRAMEWORK...: each framework's test has failed, at the field that was changed.
check_red() {
  local log=$1 framework found
  shift
  for framework in "$@"; do
    grep -qE "Failed: *1,.* Shop\.${framework}Tests\.dll|Shop\.${framework}Tests\.dll .*failed with 1 error" "$log" || die "$framework: its test should have failed" "$log"
  done
  found=$(grep -c 'FAIL_DIVERGED: exchange 1 (GET /checkout/book): response body differs at /total: expected 12, got 13' "$log" || true)
  [ "$found" -ge $# ] || die "$# tests should have failed at /total, but $found did" "$log"
}

test_green() {
  on_build_server 0 "$work/green-$1.log" "${@:2}"
}

# test_red NAME FRAMEWORKS COMMAND...
test_red() {
  on_build_server 1 "$work/red-$1.log" "${@:3}"
  # shellcheck disable=SC2086 # a name each
  check_red "$work/red-$1.log" $2
}

test_filters() {
  local filter
  test_green filter-Xunit dotnet test Shop.XunitTests --no-build --filter Category=Incident
  test_green filter-XunitV3 dotnet test Shop.XunitV3Tests --no-build --filter Incident=checkout
  test_green filter-NUnit dotnet test Shop.NUnitTests --no-build --filter TestCategory=Incident
  test_green filter-MSTest dotnet test Shop.MSTestTests --no-build --filter TestCategory=Incident:checkout
  for filter in $vstest_frameworks; do
    grep -q 'Passed: *1' "$work/green-filter-$filter.log" || die "$filter: the filter should have found one test" "$work/green-filter-$filter.log"
  done
}

plant() {
  sed -i.bak "s|GetStringAsync(\$\"/prices/{article}\"))|& + 1|" Shop/Program.cs
  grep -q '+ 1' Shop/Program.cs || die "nothing was planted"
}

heal() {
  mv Shop/Program.cs.bak Shop/Program.cs
  # Newer than what was built of it.
  touch Shop/Program.cs
}

# What was built, on a machine that has no sources.
without_sources() {
  local framework
  for framework in $vstest_frameworks; do
    mkdir -p "$work/$moved_to"
    mv "Shop.${framework}Tests/bin/Debug/net10.0" "$work/$moved_to/$framework"
  done
  mv "$work/build server" "$work/gone"
  cd "$work/$moved_to"
  for framework in $vstest_frameworks; do
    on_build_server 0 "$work/moved-$framework.log" dotnet vstest "$framework/Shop.${framework}Tests.dll"
    grep -q 'Passed: *1' "$work/moved-$framework.log" || die "$framework: one test should have passed" "$work/moved-$framework.log"
  done
}

readonly begun=$EPOCHREALTIME
timed "pack the packages" pack
make_solution
timed "restore, build, record and accept in each framework" record
commit
clone
timed "VSTest: clone is green with ContinuousIntegrationBuild=true" test_green vstest dotnet test VSTest.slnx
timed "VSTest: filters find the incident" test_filters
plant
timed "VSTest: a changed service is red at the changed field" test_red vstest "$vstest_frameworks" dotnet test VSTest.slnx
heal
choose_platform
echo "          xUnit v2 has no runner for Microsoft.Testing.Platform, TUnit none for VSTest: each is tested in the other mode only"
timed "Microsoft.Testing.Platform: green" test_green platform dotnet test --solution Platform.slnx
timed "Microsoft.Testing.Platform: filter of xUnit v3" test_green filter-v3 dotnet test --project Shop.XunitV3Tests --no-build --filter-trait Category=Incident
timed "Microsoft.Testing.Platform: filter of NUnit" test_green filter-nunit dotnet test --project Shop.NUnitTests --no-build --filter TestCategory=Incident
timed "Microsoft.Testing.Platform: filter of MSTest" test_green filter-mstest dotnet test --project Shop.MSTestTests --no-build --filter TestCategory=Incident
timed "Microsoft.Testing.Platform: filter of TUnit" test_green filter-tunit dotnet test --project Shop.TUnitTests --no-build --treenode-filter '/*/*/*/*[Incident=checkout]'
plant
timed "Microsoft.Testing.Platform: red at the changed field" test_red platform "$platform_frameworks" dotnet test --solution Platform.slnx --output Detailed
heal
rm global.json
timed "VSTest again: green after a change of the mode" test_green again dotnet test VSTest.slnx
timed "without sources: the built tests are green in another folder" without_sources
seconds_since "$begun" "in all"
