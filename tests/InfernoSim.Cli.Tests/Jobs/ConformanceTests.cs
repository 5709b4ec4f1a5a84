using System.Text.Json.Nodes;
using InfernoSim.Testing;

namespace InfernoSim.Cli.Tests.Jobs;

/// <summary>The command and a test are two ways to ask for the same: the summary is the same as well.</summary>
public sealed class ConformanceTests
{
    // What is measured in time differs from replay to replay.
    private static readonly string[] Measured = ["rate", "latency", "serviceTime", "window", "limitingFactor", "sustainableEnvelope", "changeFromLastRun", "dependencyCalls"];

    // Each calls an option as its reader can write it.
    private static readonly (string Flag, string Setting)[] Words =
        [("--runs", "Runs"), ("--fanout", "Fanout"), ("--safe-mode", "SafeMode = true"), ("--max-events 1", "MaxEvents = 1"), ("--header", "Headers")];

    private sealed record Case(string Rules, string[] Flags, Action<ReplaySettings> Settings, string Greeting = "hello");

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["as recorded"] = new("", [], _ => { }),
        ["another body"] = new("", [], _ => { }, Greeting: "good bye"),
        ["another body, ignored by the file"] = new("ignore:\n  - body: good \\w+\n  - body: hello\n", [], _ => { }, Greeting: "good bye"),
        ["options of the file"] = new("runs: 3\nfanout: 2\nsafe-mode: true\ninject: ['dep=bank.test drop=100%']\n", [], _ => { }),
        ["given before the file"] = new("runs: 3\nseed: 9\n", ["--runs=2", "--seed=7"], s => (s.Runs, s.Seed) = (2, 7)),
        ["fewer events"] = new("", ["--max-events=1", "--runs=2"], s => (s.MaxEvents, s.Runs) = (1, 2)),
        ["without writes"] = new("", ["--safe-mode", "--runs=2"], s => (s.SafeMode, s.Runs) = (true, 2)),
        ["replayed once"] = new("", ["--runs=1"], s => s.Runs = 1),
        ["goals"] = new("goals: ['errors < 1%']\n", ["--max-calls-per-request=3", "--runs=2"], s => (s.MaxCallsPerRequest, s.Runs) = (3, 2)),
        ["a fault that met nothing"] = new("", ["--inject=dep=bank.test latency=+1ms", "--runs=2"], s => (s.Inject, s.Runs) = (["dep=bank.test latency=+1ms"], 2)),
        ["headers"] = new("", ["--header=X-Key: a", "--runs=2", "--no-live-state"], s => (s.Headers, s.Runs, s.LiveState) = (["X-Key: a"], 2, false)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_and_a_test_come_to_the_same_summary(string name)
    {
        (string rules, string[] flags, Action<ReplaySettings> settings, string greeting) = Cases[name];
        await using FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, "hello"), ("POST", "/order", 200, "ordered"));
        both.Service.Greeting = greeting;
        both.WriteRules(rules);

        (_, string printed, string error) = await both.RunAsync("replay", ["--json", "--stub-compat-listen=", $"--baseline={both.File("command.json")}", .. flags]);
        IncidentReplay replay = await both.Replayer().With(settings).With(s => s.Baseline = both.File("test.json")).RunAsync();

        Assert.True(printed.Length > 0, error);
        Assert.DoesNotContain("--", replay.Summary.ToJson(), StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(replay.Summary.ToJson()), WithoutTimes(Words.Aggregate(printed, (text, word) => text.Replace(word.Flag, word.Setting, StringComparison.Ordinal))));
    }

    private static string WithoutTimes(string json)
    {
        JsonObject summary = JsonNode.Parse(json)!.AsObject();
        foreach (string field in Measured)
        {
            Assert.True(summary.Remove(field) || field is "window" or "dependencyCalls", $"the summary has no {field}");
        }

        return summary.ToJsonString(new() { WriteIndented = true });
    }
}
