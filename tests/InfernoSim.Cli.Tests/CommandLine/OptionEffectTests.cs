using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Tests.CommandLine;

/// <summary>
/// There is no option that nothing reads: for each, two command lines that differ in it alone, and the one property of the
/// request that differs. What the engine, the stub and the proxies do with the property is tested beside them.
/// </summary>
public sealed class OptionEffectTests
{
    private static readonly string[] Capture = ["capture", "--forward=localhost:1", "--out=d"];
    private static readonly string[] Envelope = ["envelope", "there"];
    private static readonly string[] Inbound = ["--mode=inbound", "--forward=localhost:1"];
    private static readonly string[] Run = ["run", "--record=/a", "dotnet"];
    private static readonly string[] Serve = ["serve", "there"];
    private static readonly string[] Slice = ["slice", "a", "--around=status >= 500", "--out=b"];

    private static readonly Effect[] Effects =
    [
        new("replay", "--incident", ["replay"], [], ["--incident=there"], "Incident: . -> there"),
        new("replay", "--target-base", ["replay"], ["--target-base=http://a:1"], ["--target-base=https://b"], "TargetBase: http://a:1/ -> https://b/"),
        new("replay", "--trust", ["replay"], [], ["--trust=a.pem"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = a.pem, Anyone = False }"),
        new("replay", "--insecure-upstream", ["replay"], [], ["--insecure-upstream"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = , Anyone = True }"),
        new("replay", "--runs", ["replay"], ["--runs=1"], ["--runs", "7"], "Runs: 1 -> 7"),
        new("replay", "--fanout", ["replay"], [], ["--fanout=50"], "Fanout: 1 -> 50"),
        new("replay", "--time-scale", ["replay"], [], ["--time-scale=0.5"], "TimeScale: 1 -> 0.5"),
        new("replay", "--density", ["replay"], [], ["--density", "2"], "Density: 1 -> 2"),
        new("replay", "--min-gap", ["replay"], [], ["--min-gap=1.5s"], "MinGap: 00:00:00.0020000 -> 00:00:01.5000000"),
        new("replay", "--max-wall-time", ["replay"], [], ["--max-wall-time=1h30m"], "MaxWallTime: 00:00:30 -> 01:30:00"),
        new("replay", "--max-idle-time", ["replay"], [], ["--max-idle-time=200ms"], "MaxIdleTime: 00:00:05 -> 00:00:00.2000000"),
        new("replay", "--max-events", ["replay"], [], ["--max-events=3"], "MaxEvents: 0 -> 3"),
        new("replay", "--window", ["replay"], [], ["--window=5m"], "Window: 00:00:00 -> 00:05:00"),
        new("replay", "--goal", ["replay"], [], ["--goal", "p99 < 250ms", "--goal=errors<0.1%"], "Goals:  -> p99 < 250ms; errors<0.1%"),
        new("replay", "--max-calls-per-request", ["replay"], [], ["--max-calls-per-request=5"], "MaxCallsPerRequest: 0 -> 5"),
        new("replay", "--max-retry-amplification", ["replay"], [], ["--max-retry-amplification=1.5"], "MaxRetryAmplification: 0 -> 1.5"),
        new("replay", "--max-call-growth", ["replay"], [], ["--max-call-growth", "1"], "MaxCallGrowth: 0 -> 1"),
        new("replay", "--fail-on-regression", ["replay"], [], ["--fail-on-regression=10%"], "FailOnRegression: 0 -> 0.1"),
        new("replay", "--baseline", ["replay"], [], ["--baseline=checkout.json"], "Baseline: none -> checkout.json"),
        new("replay", "--inject", ["replay"], [], ["--inject", "dep=a drop=5%", "--inject=dep=* latency=+200ms"], "Faults:  -> dep=a drop=5%; dep=* latency=+200ms"),
        new("replay", "--dependency-time", ["replay"], ["--dependency-time=none"], ["--dependency-time=recorded"], "DependencyTime: None -> Recorded"),
        new("replay", "--header", ["replay"], [], ["--header", "A: 1", "--header=B:2"], "Headers:  -> [A, 1]; [B, 2]"),
        new("replay", "--descriptors", ["replay"], [], ["--descriptors=shop.pb"], "Descriptors: none -> shop.pb"),
        new("replay", "--ignore", ["replay"], [], ["--ignore", "header: ETag", "--ignore=query:sig; dependency: a.test"], "Ignore:  -> header: ETag; query: sig; dependency: a.test"),
        new("replay", "--config", ["replay"], [], ["--config=ci.yaml"], "Config: none -> ci.yaml"),
        new("replay", "--stub-listen", ["replay"], [], ["--stub-listen=0.0.0.0:1"], "StubListen: 127.0.0.1:19000 -> 0.0.0.0:1"),
        new("replay", "--ca", ["replay"], [], ["--ca=a"], "AuthorityFolder: none -> a"),
        new("replay", "--stub-compat-listen", ["replay"], [], ["--stub-compat-listen="], "StubCompatListen: 127.0.0.1:9000 -> none"),
        new("replay", "--postgres-listen", ["replay"], [], ["--postgres-listen="], "PostgresListen: 127.0.0.1:15432 -> none"),
        new("replay", "--postgres-certificate", ["replay"], [], ["--postgres-certificate=a.pem"], "PostgresCertificate: none -> a.pem"),
        new("replay", "--before-run", ["replay"], [], ["--before-run=./reset.sh"], "BeforeRun: none -> ./reset.sh"),
        new("replay", "--seed", ["replay"], [], ["--seed=18446744073709551615"], "Seed: 0 -> 18446744073709551615"),
        new("replay", "--allow-writes", ["replay"], ["--allow-writes"], ["--allow-writes=false"], "AllowWrites: True -> False"),
        new("replay", "--safe-mode", ["replay"], [], ["--safe-mode"], "AllowWrites: True -> False"),
        new("replay", "--no-live-state", ["replay"], [], ["--no-live-state"], "LiveState: True -> False"),
        new("replay", "--diagnose", ["replay"], [], ["--diagnose"], "DiagnoseLimit: False -> True"),
        new("replay", "--json", ["replay"], [], ["--json"], "Json: False -> True"),
        new("replay", "--quiet", ["replay"], [], ["--quiet"], "Quiet: False -> True"),
        new("envelope", "--target-base", Envelope, [], ["--target-base=https://b"], "TargetBase: http://localhost:18080/ -> https://b/"),
        new("envelope", "--trust", Envelope, [], ["--trust=a.pem"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = a.pem, Anyone = False }"),
        new("envelope", "--insecure-upstream", Envelope, [], ["--insecure-upstream"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = , Anyone = True }"),
        new("envelope", "--slo", Envelope, [], ["--slo", "p50 <= 1s"], "ServiceLevel: p99<250ms, errors<0.1% -> p50 <= 1s"),
        new("envelope", "--at-least", Envelope, [], ["--at-least", "120 req/s"], "AtLeast: none -> 120"),
        new("envelope", "--budget", Envelope, [], ["--budget=2m"], "Budget: 00:01:00 -> 00:02:00"),
        new("envelope", "--arrival", Envelope, [], ["--arrival=session"], "Arrival: Auto -> Session"),
        new("envelope", "--random-arrivals", Envelope, [], ["--random-arrivals"], "RandomArrivals: False -> True"),
        new("envelope", "--fanout", Envelope, [], ["--fanout=false"], "SearchFanout: True -> False"),
        new("envelope", "--tolerance", Envelope, [], ["--tolerance=false"], "SearchDependencies: True -> False"),
        new("envelope", "--dependency", Envelope, [], ["--dependency=a.test", "--dependency=b:1"], "Dependencies:  -> a.test; b:1"),
        new("envelope", "--max-events", Envelope, [], ["--max-events=3"], "MaxEvents: 0 -> 3"),
        new("envelope", "--inject", Envelope, [], ["--inject", "dep=a drop=5%"], "Faults:  -> dep=a drop=5%"),
        new("envelope", "--header", Envelope, [], ["--header", "A: 1"], "Headers:  -> [A, 1]"),
        new("envelope", "--config", Envelope, [], ["--config=ci.yaml"], "Config: none -> ci.yaml"),
        new("envelope", "--stub-listen", Envelope, [], ["--stub-listen=0.0.0.0:1"], "StubListen: 127.0.0.1:19000 -> 0.0.0.0:1"),
        new("envelope", "--ca", Envelope, [], ["--ca=a"], "AuthorityFolder: none -> a"),
        new("envelope", "--postgres-listen", Envelope, [], ["--postgres-listen=:1"], "PostgresListen: 127.0.0.1:15432 -> 127.0.0.1:1"),
        new("envelope", "--postgres-certificate", Envelope, [], ["--postgres-certificate=a.pem"], "PostgresCertificate: none -> a.pem"),
        new("envelope", "--seed", Envelope, [], ["--seed=7"], "Seed: 0 -> 7"),
        new("envelope", "--safe-mode", Envelope, [], ["--safe-mode"], "AllowWrites: True -> False"),
        new("envelope", "--json", Envelope, [], ["--json"], "Json: False -> True"),
        new("capture", "--listen", Capture, [], ["--listen=:1"], "Listen: :18080 -> :1"),
        new("capture", "--forward", ["capture", "--out=d"], ["--forward=localhost:1"], ["--forward=http://b:2"], "Forward: http://localhost:1 -> http://b:2"),
        new("capture", "--outbound-listen", Capture, [], ["--outbound-listen="], "OutboundListen: :9000 -> none"),
        new("capture", "--allow", Capture, [], ["--allow=*.a.test", "--allow=10.0.0.0/8"], "Allow:  -> *.a.test; 10.0.0.0/8"),
        new("capture", "--inject", Capture, [], ["--inject=dep=a reset=5%", "--inject=dep=* latency=1s"], "Faults:  -> dep=a reset=5%; dep=* latency=1s"),
        new("capture", "--seed", [.. Capture, "--inject=dep=a reset=5%"], [], ["--seed=7"], "Seed: 0 -> 7"),
        new("capture", "--https", Capture, [], ["--https=mitm", "--ca=a"], "AuthorityFolder: none -> a, Https: Tunnel -> Mitm"),
        new("capture", "--mitm-hosts", [.. Capture, "--https=mitm"], [], ["--mitm-hosts=a.test", "--mitm-hosts=*.b.test"], "MitmHosts: * -> a.test; *.b.test"),
        new("capture", "--ca", [.. Capture, "--https=mitm"], ["--ca=a"], ["--ca=b"], "AuthorityFolder: a -> b"),
        new("capture", "--postgres-listen", Capture, [], ["--postgres-listen=:1", "--postgres-forward=a:2"], "PostgresForward: none -> a:2, PostgresListen: none -> :1"),
        new("capture", "--postgres-forward", [.. Capture, "--postgres-listen=:1"], ["--postgres-forward=a:2"], ["--postgres-forward=b"], "PostgresForward: a:2 -> b:5432"),
        new("capture", "--postgres-certificate", Capture, [], ["--postgres-certificate=a.pem"], "PostgresCertificate: none -> a.pem"),
        new("capture", "--out", ["capture", "--forward=localhost:1"], ["--out=a"], ["--out=b"], "Destination: a -> b"),
        new("capture", "--append", Capture, [], ["--append"], "Append: False -> True"),
        new("capture", "--max-body", Capture, [], ["--max-body=64KiB"], "MaxBody: 1048576 -> 65536"),
        new("capture", "--max-size", Capture, [], ["--max-size=500MB"], "MaxSize: none -> 500000000"),
        new("capture", "--when-full", [.. Capture, "--max-size=500MB"], [], ["--when-full=keep-newest"], "WhenFull: Stop -> KeepNewest"),
        new("capture", "--on-log-failure", Capture, [], ["--on-log-failure=refuse"], "OnLogFailure: Continue -> Refuse"),
        new("capture", "--capture-sensitive-data", Capture, [], ["--capture-sensitive-data"], "CaptureSensitiveData: False -> True"),
        new("capture", "--privacy", Capture, [], ["--privacy", "keep json:$.a; route: POST /b"], "Privacy: privacy.yaml [] -> privacy.yaml [keep json: $.a; route: POST /b]"),
        new("capture", "--policy", Capture, [], ["--policy=a.yaml"], "Privacy: privacy.yaml [] -> a.yaml []"),
        new("capture", "--descriptors", Capture, [], ["--descriptors=shop.pb"], "Privacy: privacy.yaml [] -> privacy.yaml [] by shop.pb"),
        new("capture", "--trust", Capture, [], ["--trust=a.pem"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = a.pem, Anyone = False }"),
        new("capture", "--max-header-size", Capture, [], ["--max-header-size=32KiB"], "MaxHeaderSize: 524288 -> 32768"),
        new("capture", "--max-connections", Capture, [], ["--max-connections=100"], "MaxConnections: none -> 100"),
        new("capture", "--idle-timeout", Capture, [], ["--idle-timeout=5m"], "IdleTimeout: 01:00:00 -> 00:05:00"),
        new("capture", "--insecure-upstream", Capture, [], ["--insecure-upstream"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = , Anyone = True }"),
        new("heal", "--target-base", ["heal"], [], ["--target-base=http://a:1"], "TargetBase: http://localhost:18080/ -> http://a:1/"),
        new("heal", "--trust", ["heal"], [], ["--trust=a.pem"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = a.pem, Anyone = False }"),
        new("heal", "--insecure-upstream", ["heal"], [], ["--insecure-upstream"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = , Anyone = True }"),
        new("heal", "--runs", ["heal"], [], ["--runs=3"], "Replays: 5 -> 3"),
        new("heal", "--write", ["heal"], [], ["--write"], "Write: False -> True"),
        new("heal", "--config", ["heal"], [], ["--config=ci.yaml"], "Config: none -> ci.yaml"),
        new("heal", "--header", ["heal"], [], ["--header=A: 1"], "Headers: none -> [A, 1]"),
        new("heal", "--stub-listen", ["heal"], [], ["--stub-listen=0.0.0.0:1"], "StubListen: 127.0.0.1:19000 -> 0.0.0.0:1"),
        new("heal", "--ca", ["heal"], [], ["--ca=a"], "AuthorityFolder: none -> a"),
        new("heal", "--stub-compat-listen", ["heal"], [], ["--stub-compat-listen="], "StubCompatListen: 127.0.0.1:9000 -> none"),
        new("heal", "--postgres-listen", ["heal"], [], ["--postgres-listen="], "PostgresListen: 127.0.0.1:15432 -> none"),
        new("heal", "--postgres-certificate", ["heal"], [], ["--postgres-certificate=a.pem"], "PostgresCertificate: none -> a.pem"),
        new("heal", "--before-run", ["heal"], [], ["--before-run=./reset.sh"], "BeforeRun: none -> ./reset.sh"),
        new("accept", "--all", ["accept"], [], ["--all"], "All: False -> True"),
        new("inspect", "--json", ["inspect"], [], ["--json"], "Json: False -> True"),
        new("verify", "--descriptors", ["verify"], [], ["--descriptors=shop.pb"], "Descriptors: none -> shop.pb"),
        new("verify", "--json", ["verify"], [], ["--json"], "Json: False -> True"),
        new("scrub", "--out", ["scrub"], [], ["--out=d"], "Out: none -> d"),
        new("scrub", "--privacy", ["scrub"], [], ["--privacy=redact query: a", "--privacy=drop header: b"], "Privacy: privacy.yaml [] -> privacy.yaml [redact query: a, drop header: b]"),
        new("scrub", "--policy", ["scrub"], [], ["--policy=a.yaml"], "Privacy: privacy.yaml [] -> a.yaml []"),
        new("scrub", "--descriptors", ["scrub"], [], ["--descriptors=shop.pb"], "Privacy: privacy.yaml [] -> privacy.yaml [] by shop.pb"),
        new("bundle", "--out", ["bundle", "seal", "a"], ["--out=b"], ["--out=c"], "Out: b -> c"),
        new("bundle", "--max-size", ["bundle", "open", "a", "--out=b"], [], ["--max-size=1MiB"], "MaxSize: 1073741824 -> 1048576"),
        new("ca", "--ca", ["ca", "show"], ["--ca=a"], ["--ca=b"], "Folder: a -> b"),
        new("ca", "--domain", ["ca", "create"], [], ["--domain=a.test"], "Domains:  -> a.test"),
        new("ca", "--out", ["ca", "export"], [], ["--out=a.pem"], "Out: none -> a.pem"),
        new("explain", "--exchange", ["explain"], [], ["--exchange=3"], "Exchange: 1 -> 3"),
        new("explain", "--call", ["explain"], [], ["--call=2"], "Call: 1 -> 2"),
        new("explain", "--url", ["explain"], [], ["--url=http://a/b"], "Url: none -> http://a/b"),
        new("explain", "--header", ["explain"], [], ["--header=Range: bytes=0-9"], "Headers:  -> [Range, bytes=0-9]"),
        new("explain", "--divergence", ["explain"], [], ["--divergence=2"], "Divergence: none -> 2"),
        new("explain", "--result", ["explain", "--divergence=1"], [], ["--result=a.json"], "ResultFile: none -> a.json"),
        new("explain", "--json", ["explain"], [], ["--json"], "Json: False -> True"),
        new("run", "--record", ["run", "dotnet"], ["--record=/a"], ["--record=/b"], "Folder: /a -> /b"),
        new("run", "--keep", Run, [], ["--keep=1m"], "Keep: 00:05:00 -> 00:01:00"),
        new("run", "--max-memory", Run, [], ["--max-memory=1MiB"], "MaxMemory: 67108864 -> 1048576"),
        new("run", "--max-disk", Run, [], ["--max-disk=1GiB"], "MaxDisk: 0 -> 1073741824"),
        new("run", "--max-body", Run, [], ["--max-body=0"], "MaxBody: 1048576 -> 0"),
        new("run", "--max-cpu", Run, [], ["--max-cpu=5%"], "MaxCpu: 0.02 -> 0.05"),
        new("run", "--sample", Run, [], ["--sample", "1% /health", "--sample=50/s"], "Sample:  -> 1% /health; 50/s"),
        new("run", "--sql", Run, [], ["--sql"], "Sql: False -> True"),
        new("run", "--capture-sensitive-data", Run, [], ["--capture-sensitive-data"], "CaptureSensitiveData: False -> True"),
        new("run", "--privacy", Run, [], ["--privacy=token form: a; dependency: b"], "Privacy: privacy.yaml [] -> privacy.yaml [token form: a; dependency: b]"),
        new("run", "--policy", Run, [], ["--policy=a.yaml"], "Privacy: privacy.yaml [] -> a.yaml []"),
        new("run", "--descriptors", Run, [], ["--descriptors=shop.pb"], "Privacy: privacy.yaml [] -> privacy.yaml [] by shop.pb"),
        new("freeze", "--reason", ["freeze", "1"], [], ["--reason=slow"], "Reason: asked for by a command -> slow"),
        new("serve", "--stub-listen", Serve, [], ["--stub-listen=0.0.0.0:1"], "StubListen: 127.0.0.1:19000 -> 0.0.0.0:1"),
        new("serve", "--status-listen", Serve, [], ["--status-listen=0.0.0.0:1"], "StatusListen: 127.0.0.1:19001 -> 0.0.0.0:1"),
        new("serve", "--ca", Serve, [], ["--ca=a"], "AuthorityFolder: none -> a"),
        new("serve", "--postgres-listen", Serve, [], ["--postgres-listen="], "PostgresListen: 127.0.0.1:15432 -> none"),
        new("serve", "--postgres-certificate", Serve, [], ["--postgres-certificate=a.pem"], "PostgresCertificate: none -> a.pem"),
        new("serve", "--config", Serve, [], ["--config=ci.yaml"], "Config: none -> ci.yaml"),
        new("serve", "--inject", Serve, [], ["--inject", "dep=a drop=5%"], "Faults:  -> dep=a drop=5%"),
        new("serve", "--seed", Serve, [], ["--seed=7"], "Seed: 0 -> 7"),
        new("serve", "--dependency-time", Serve, [], ["--dependency-time=recorded"], "DependencyTime: None -> Recorded"),
        new("serve", "--ignore", Serve, [], ["--ignore", "header: ETag"], "Ignore:  -> header: ETag"),
        new("slice", "--around", ["slice", "a", "--out=b"], ["--around=status >= 500"], ["--around=path = /"], "Around: status >= 500 -> path = /"),
        new("slice", "--within", Slice, [], ["--within=2s"], "Within: 00:00:01 -> 00:00:02"),
        new("slice", "--keep-causes", Slice, [], ["--keep-causes"], "KeepCauses: False -> True"),
        new("slice", "--out", ["slice", "a", "--around=status >= 500"], ["--out=b"], ["--out=c"], "Destination: b -> c"),
        new("infernosim", "--mode", ["--listen=:1", "--log=a"], ["--mode=proxy"], ["--mode=inbound", "--forward=localhost:1"], "Forward: none -> http://localhost:1, Listen: none -> :1, OutboundListen: :1 -> none"),
        new("infernosim", "--listen", Inbound, [], ["--listen=:1"], "Listen: :18080 -> :1"),
        new("infernosim", "--forward", ["--mode=inbound"], ["--forward=localhost:1"], ["--forward=http://b:2"], "Forward: http://localhost:1 -> http://b:2"),
        new("infernosim", "--log", Inbound, [], ["--log=b.log"], "Destination: inbound.log -> b.log"),
        new("infernosim", "--allow", ["--mode=proxy"], [], ["--allow=a.test:80"], "Allow:  -> a.test:80"),
        new("infernosim", "--inject", ["--mode=proxy"], [], ["--inject=dep=a drop=5%"], "Faults:  -> dep=a drop=5%"),
        new("infernosim", "--seed", ["--mode=proxy", "--inject=dep=a drop=5%"], [], ["--seed=7"], "Seed: 0 -> 7"),
        new("infernosim", "--append", Inbound, [], ["--append"], "Append: False -> True"),
        new("infernosim", "--max-body", Inbound, [], ["--max-body=0"], "MaxBody: 1048576 -> 0"),
        new("infernosim", "--max-size", Inbound, [], ["--max-size=500MB"], "MaxSize: none -> 500000000"),
        new("infernosim", "--when-full", [.. Inbound, "--max-size=500MB"], [], ["--when-full=keep-newest"], "WhenFull: Stop -> KeepNewest"),
        new("infernosim", "--on-log-failure", Inbound, [], ["--on-log-failure=refuse"], "OnLogFailure: Continue -> Refuse"),
        new("infernosim", "--privacy", Inbound, [], ["--privacy=keep path: /a/*"], "Privacy: privacy.yaml [] -> privacy.yaml [keep path: /a/*]"),
        new("infernosim", "--policy", Inbound, [], ["--policy=a.yaml"], "Privacy: privacy.yaml [] -> a.yaml []"),
        new("infernosim", "--descriptors", Inbound, [], ["--descriptors=shop.pb"], "Privacy: privacy.yaml [] -> privacy.yaml [] by shop.pb"),
        new("infernosim", "--capture-sensitive-data", Inbound, [], ["--capture-sensitive-data"], "CaptureSensitiveData: False -> True"),
        new("infernosim", "--trust", Inbound, [], ["--trust=a.pem"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = a.pem, Anyone = False }"),
        new("infernosim", "--max-header-size", Inbound, [], ["--max-header-size=32KiB"], "MaxHeaderSize: 524288 -> 32768"),
        new("infernosim", "--max-connections", Inbound, [], ["--max-connections=100"], "MaxConnections: none -> 100"),
        new("infernosim", "--idle-timeout", Inbound, [], ["--idle-timeout=5m"], "IdleTimeout: 01:00:00 -> 00:05:00"),
        new("infernosim", "--insecure-upstream", Inbound, [], ["--insecure-upstream"], "Trust: TrustChoice { File = , Anyone = False } -> TrustChoice { File = , Anyone = True }"),
    ];

    public static TheoryData<string, string> Options()
    {
        var data = new TheoryData<string, string>();
        InfernoSimCommand root = CommandLines.NewCommand();
        foreach (Command command in root.Subcommands.Prepend(root))
        {
            foreach (Option option in command.Options.Where(option => option is IFlag))
            {
                data.Add(command == root ? "infernosim" : command.Name, option.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_changes_exactly_the_property_it_is_for(string command, string option)
    {
        Effect? effect = Effects.SingleOrDefault(e => e.Command == command && e.Option == option);
        Assert.True(effect is not null, $"{command} {option} has no row in {nameof(Effects)}: say what it changes");

        SortedDictionary<string, string> without = CommandLines.Properties(CommandLines.Read([.. effect.Common, .. effect.Without]));
        SortedDictionary<string, string> with = CommandLines.Properties(CommandLines.Read([.. effect.Common, .. effect.With]));

        Assert.Equal(effect.Change, string.Join(", ", without.Where(p => with[p.Key] != p.Value).Select(p => $"{p.Key}: {p.Value} -> {with[p.Key]}")));
    }

    [Fact]
    public void Only_help_and_version_are_options_without_a_row()
    {
        InfernoSimCommand root = CommandLines.NewCommand();

        IEnumerable<string> others = root.Subcommands.Prepend(root).SelectMany(c => c.Options).Where(o => o is not IFlag).Select(o => o.Name);

        Assert.Equal(["--help", "--version"], others.Distinct());
    }

    [Fact]
    public void Every_row_is_about_an_option_that_exists()
    {
        var existing = Options().Select(row => ((string)row[0], (string)row[1])).ToHashSet();

        Assert.All(Effects, effect => Assert.Contains((effect.Command, effect.Option), existing));
    }

    [Fact]
    public void The_positional_incident_is_the_incident_flag()
    {
        SortedDictionary<string, string> positional = CommandLines.Properties(CommandLines.Read(["replay", "there"]));
        SortedDictionary<string, string> flag = CommandLines.Properties(CommandLines.Read(["replay", "--incident", "there"]));

        Assert.Equal(flag, positional);
    }

    [Theory]
    [InlineData("--mitm-hosts=a.test")]
    [InlineData("--ca=a")]
    public void What_records_https_calls_is_refused_where_they_pass_unseen(string option) =>
        Assert.Contains("has an effect only together with --https mitm", CommandLines.Mistake([.. Capture, option]), StringComparison.Ordinal);

    [Theory]
    [InlineData("show", "--domain=a.test", "--domain: is for 'infernosim ca create' alone")]
    [InlineData("create", "--out=a.pem", "--out: is for 'infernosim ca export' alone")]
    [InlineData("destroy", "--ca=a", "'destroy' is nothing to do with a certificate authority; give create, export or show")]
    public void An_authority_is_asked_for_what_it_does(string action, string option, string mistake) => Assert.Equal(mistake, CommandLines.Mistake("ca", action, option));

    [Theory]
    [InlineData("--when-full=keep-newest", "--when-full keep-newest: has an effect only together with --max-size, which says when a recording is full; for example --max-size 500MB")]
    [InlineData("--when-full=newest", "--when-full: 'newest' is not what becomes of a recording that is full; give stop or keep-newest")]
    public void What_is_kept_of_a_recording_that_is_full_is_said_with_when_it_is(string option, string mistake) => Assert.Equal(mistake, CommandLines.Mistake([.. Capture, option]));

    [Theory]
    [InlineData("--max-header-size=1MiB", "--max-header-size: '1MiB' is not a size from 1 to 524288 bytes; for example 32KiB")]
    [InlineData("--max-connections=0", "--max-connections: '0' is not a whole number from 1 to 2147483647; for example 1000")]
    [InlineData("--idle-timeout=0s", "--idle-timeout: '0s' is not a time above 0 and up to 24h; for example 5m")]
    [InlineData("--idle-timeout=48h", "--idle-timeout: '48h' is not a time above 0 and up to 24h; for example 5m")]
    [InlineData("--max-size=0", "--max-size: '0' is not a size from 1 to 1125899906842624 bytes; for example 500MB or 2GiB")]
    public void A_limit_that_would_let_nothing_pass_or_limit_nothing_is_refused(string option, string mistake) => Assert.Equal(mistake, CommandLines.Mistake([.. Capture, option]));

    [Fact]
    public void Two_ways_to_trust_exclude_each_other() =>
        Assert.Equal("--trust and --insecure-upstream exclude each other; give one of them", CommandLines.Mistake("replay", "--trust=a.pem", "--insecure-upstream"));

    [Fact]
    public void Accept_looks_where_it_is_told_to()
    {
        SortedDictionary<string, string> here = CommandLines.Properties(CommandLines.Read(["accept"]));
        SortedDictionary<string, string> there = CommandLines.Properties(CommandLines.Read(["accept", "tests"]));

        Assert.Equal((".", "tests"), (here["Location"], there["Location"]));
    }

    private sealed record Effect(string Command, string Option, string[] Common, string[] Without, string[] With, string Change);
}
