using InfernoSim.Configuration;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Configuration;

public sealed class ReplayFileTests
{
    [Fact]
    public void A_file_holds_rules_protected_names_and_options()
    {
        ReplayFile file = Read("""
            # from a heal
            runs: 3
            time-scale: 0.5
            MaxWallTime: 5m
            inject: ['dep=a.test latency=+200ms']
            header:
              - 'Authorization: Bearer ${TOKEN}'
            seed: 18446744073709551615
            safe-mode: true
            protected: [balance, tax]
            ignore:
              - header: X-Request-Id
              - json: $.items[*].id
                route: POST /orders
            """);

        ReplayOptions options = file.ApplyTo(new ReplayOptions(), _ => false);

        Assert.Equal((3, 0.5, TimeSpan.FromMinutes(5), ulong.MaxValue, false), (options.Runs, options.TimeScale, options.MaxWallTime, options.Seed, options.AllowWrites));
        Assert.Equal("dep=a.test latency=+200ms", Assert.Single(options.Faults).Text);
        Assert.Equal(new("Authorization", "Bearer set"), Assert.Single(options.Headers));
        Assert.Equal(["balance", "tax"], file.Protected);
        Assert.Equal(["header: X-Request-Id @ replay.yaml:12", "json: $.items[*].id; route: POST /orders @ replay.yaml:13"], options.Ignore.Select(rule => $"{rule} @ {rule.Source}"));
    }

    [Fact]
    public void What_was_given_goes_before_the_file_and_rules_are_added()
    {
        ReplayFile file = Read("runs: 3\nfanout: 4\nignore:\n  - header: A\n");
        var given = new ReplayOptions { Runs = 10, Ignore = [InfernoSim.Noise.NoiseRule.Parse("header: B")] };

        ReplayOptions options = file.ApplyTo(given, property => property == nameof(ReplayOptions.Runs));

        Assert.Equal((10, 4, "header: A|header: B"), (options.Runs, options.Fanout, string.Join('|', options.Ignore)));
    }

    [Fact]
    public void Every_option_can_be_set_in_a_file() =>
        Assert.Equal(typeof(ReplayOptions).GetProperties().Select(property => property.Name).Order(), ReplayFileOptions.Properties.Order());

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("ignore:\n")]
    [InlineData("---\nignore: []\n")]
    public void An_empty_file_says_nothing(string text) => Assert.Empty(Read(text).ApplyTo(new ReplayOptions(), _ => false).Ignore);

    [Theory]
    [InlineData("runs: 3\nwindwo: 20s", "2: 'windwo' is not a key of this file; did you mean 'window'? The keys are runs, fanout, time-scale, density, min-gap, max-wall-time, max-idle-time, max-events, window, goals, goal, max-calls-per-request, max-retry-amplification, max-call-growth, max-allocated-per-request, forbid-sync-over-async, fail-on-regression, baseline, inject, dependency-time, header, headers, descriptors, seed, allow-writes, live-state, diagnose, time, state, pace, safe-mode, ignore, protected.")]
    [InlineData("target-base: http://a", "1: 'target-base' is not for this file: it says how one replay is carried out; give it where the replay is asked for.")]
    [InlineData("runs: many", "1: runs is 'many'; it takes a whole number from 1 to 65535, for example runs: 3")]
    [InlineData("runs: 0", "1: runs is '0'; it takes a whole number from 1 to 65535, for example runs: 3")]
    [InlineData("runs: 2.5", "1: runs is '2.5'; it takes a whole number from 1 to 65535, for example runs: 3")]
    [InlineData("runs:", "1: runs is empty; it takes a whole number from 1 to 65535, for example runs: 3")]
    [InlineData("runs: [3]", "1: runs is a list; write one value, in single quotes where it has : or other signs in it.")]
    [InlineData("density: 0", "1: density is '0'; it takes a number from 0.000001 to 1000000, for example density: 2")]
    [InlineData("seed: -1", "1: seed is '-1'; it takes a whole number from 0 to 18446744073709551615, for example seed: 42")]
    [InlineData("window: 20", "1: window: '20' is not a duration of 0 or more with its unit (ms, s, m, h); for example window: 20s")]
    [InlineData("safe-mode: yes", "1: safe-mode is 'yes'; it takes true or false, for example safe-mode: true")]
    [InlineData("runs: 3\n\nRuns: 4", "3: 'Runs' and 'runs' say the same; leave one out.")]
    [InlineData("allow-writes: true\nsafe-mode: true", "2: 'safe-mode' and 'allow-writes' say the same; leave one out.")]
    [InlineData("inject: dep=a drop=5%", "1: inject is 'dep=a drop=5%'; it takes a list, for example inject: ['dep=payments.test latency=+200ms']")]
    [InlineData("header:\n  - X-Key: a", "2: header is a mapping of keys to values; write one value, in single quotes where it has : or other signs in it.")]
    [InlineData("header: ['A: ${NOT_SET}']", "1: header: 'A' uses ${NOT_SET}, but the environment variable NOT_SET is not set; set it, or write $${ for a literal ${")]
    [InlineData("ignore: X-Id", "1: ignore is 'X-Id'; it takes a list, for example ignore:   - header: X-Request-Id")]
    [InlineData("ignore:\n  - X-Id", "2: a rule is 'X-Id'; write keys with values, for example - header: X-Request-Id")]
    [InlineData("ignore:\n  - header: A\n    rout: /a", "3: 'rout' is not a key of a rule; did you mean 'route'? A rule has one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and may have dependency, route, optional and only.")]
    [InlineData("ignore:\n  - header: A\n  - json: $.a[?@.b]", "3: json: '$.a[?@.b]' is not a JSON path (RFC 9535) that is supported: filters are not supported; name the member or the index, or use [*], at character 5; for example $.items[*].id")]
    [InlineData("ignore:\n  - json: [$.a, $.b]", "2: json is a list; write one value, in single quotes where it has : or other signs in it.")]
    [InlineData("ignore:\n  - route: GET /a", "2: a rule has exactly one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and this one has none of them; for example 'json: $.items[*].id; route: POST /orders'")]
    [InlineData("protected: balance", "1: protected is 'balance'; it takes a list, for example protected: [balance, tax]")]
    [InlineData("- runs", "1: the file is a list; it holds keys with values, for example runs: 3")]
    [InlineData("runs: 3\n---\nruns: 4", "3: a second document begins here; keep everything in one, without ---.")]
    public void What_is_wrong_is_one_error_with_file_line_value_and_fix(string text, string message) =>
        Assert.Equal($"replay.yaml:{message}", Assert.Throws<ReplayConfigurationException>(() => Read(text)).Message);

    [Theory]
    [InlineData("runs: 3\nheader: 'A: b", "replay.yaml:2: this is not valid YAML: ")]
    [InlineData("a: b: c", "replay.yaml:1: this is not valid YAML: ")]
    [InlineData("runs: 1\nruns: 2", "replay.yaml:2: this is not valid YAML: Duplicate key")]
    [InlineData("runs: *x", "replay.yaml:1: this is not valid YAML: ")]
    public void What_is_no_yaml_is_an_error_with_its_line(string text, string beginning)
    {
        string message = Assert.Throws<ReplayConfigurationException>(() => Read(text)).Message;

        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.EndsWith("is best put in single quotes.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_that_of_the_incident_folder_or_the_one_that_is_named()
    {
        using var folder = new TestFolder();
        string other = Path.Combine(folder.Path, "ci.yaml");
        Assert.Null(ReplayFile.Load(folder.Path, null, _ => null).Path);
        File.WriteAllText(Path.Combine(folder.Path, "replay.yaml"), "runs: 3");
        File.WriteAllText(other, "runs: 4");

        Assert.Equal(3, ReplayFile.Load(folder.Path, null, _ => null).ApplyTo(new ReplayOptions(), _ => false).Runs);
        Assert.Equal(4, ReplayFile.Load(folder.Path, other, _ => null).ApplyTo(new ReplayOptions(), _ => false).Runs);
    }

    [Fact]
    public void A_file_that_is_not_there_and_one_that_would_not_be_read_are_errors()
    {
        using var folder = new TestFolder();
        string other = Path.Combine(folder.Path, "replay.yml");
        File.WriteAllText(other, "runs: 3");

        Assert.Equal("no.yaml: there is no such file; name an existing one, or leave it out to use replay.yaml of the incident folder.", Assert.Throws<ReplayConfigurationException>(() => ReplayFile.Load(folder.Path, "no.yaml", _ => null)).Message);
        Assert.Equal($"{other} would not be read; rename it to replay.yaml.", Assert.Throws<ReplayConfigurationException>(() => ReplayFile.Load(folder.Path, null, _ => null)).Message);
    }

    private static ReplayFile Read(string text) => ReplayFileReader.Read("replay.yaml", text, name => name == "TOKEN" ? "set" : null);
}
