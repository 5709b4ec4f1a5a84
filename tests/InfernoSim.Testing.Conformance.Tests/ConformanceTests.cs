using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Results;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>What every adapter does in the same way.</summary>
/// <typeparam name="TFramework">The framework.</typeparam>
public abstract class ConformanceTests<TFramework>(Suite<TFramework> suite) : IClassFixture<Suite<TFramework>>
    where TFramework : IFramework
{
    [Theory]
    [InlineData("Bodies.May_be_empty")]
    [InlineData("Bodies.May_take_the_summary")]
    [InlineData("Bodies.May_take_the_replay_too")]
    [InlineData("Bodies.May_be_a_task")]
    [InlineData("Bodies.May_be_a_value_task")]
    [InlineData("Options.Object_of_the_test_configures_the_service")]
    [InlineData("Options.the november incident")]
    [InlineData("SetUps.Come_before_the_replay")]
    [InlineData("Recordings.Recorded_then_replayed")]
    public void A_healthy_service_passes(string test) => AssertPassed(suite.First, test);

    [Fact]
    public void A_body_may_be_static_where_the_framework_has_static_tests()
    {
        Assert.Equal(TFramework.HasStaticTests, suite.First.ContainsKey("Bodies.May_be_static"));
        if (TFramework.HasStaticTests)
        {
            AssertPassed(suite.First, "Bodies.May_be_static");
        }
    }

    [Theory]
    [InlineData("Bodies.May_fail", "the body's own failure")]
    [InlineData("Bodies.May_fail_later", "the body's own later failure")]
    public void A_body_that_fails_fails_the_test(string test, string message)
    {
        TestResult result = suite.First[test];

        Assert.Equal("Failed", result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_replay_fails_the_test_with_the_outcome_first_and_the_next_step_last()
    {
        TestResult result = suite.First["Bodies.Is_not_run_after_a_failed_replay"];

        string[] lines = result.Message.TrimEnd().Split('\n');
        Assert.Equal("Failed", result.Outcome);
        Assert.StartsWith("FAIL_DIVERGED: exchange 1 (GET /checkout/1)", lines[0], StringComparison.Ordinal);
        Assert.Contains("First divergence", lines);
        Assert.StartsWith("Next: ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("the body was run", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bodies.May_be_empty", "PASS_STRONG")]
    [InlineData("Bodies.Is_not_run_after_a_failed_replay", "FAIL_DIVERGED")]
    [InlineData("Envelopes.Asks_for_more_than_there_is", "p50<20s, errors<50%")]
    public void The_summary_is_in_the_output_and_attached_as_text_and_json(string test, string outcome)
    {
        TestResult result = suite.First[test];

        string[] files = typeof(TFramework) == typeof(XunitV2) ? PathsIn(result.Output) : [.. result.Attachments];
        string text = Assert.Single(files, file => file.EndsWith("txt", StringComparison.Ordinal));
        string json = Assert.Single(files, file => file.EndsWith("json", StringComparison.Ordinal));
        Assert.Contains(outcome, result.Output, StringComparison.Ordinal);
        Assert.Contains(outcome, File.ReadAllText(text), StringComparison.Ordinal);
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(json));
        Assert.Contains(outcome, document.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_makes_a_test_of_each_incident()
    {
        string[] wild = [.. suite.First.Keys.Where(name => name.StartsWith("Options.Wild", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal([Case("wild-a"), Case("wild-b"), Case("wild-c")], wild);
        AssertPassed(suite.First, Case("wild-a"));
        AssertPassed(suite.First, Case("wild-b"));
        Assert.StartsWith("FAIL_DIVERGED", suite.First[Case("wild-c")].Message, StringComparison.Ordinal);

        static string Case(string incident) => TFramework.CaseOf("Options.Wild", incident);
    }

    [Fact]
    public void A_service_that_sustains_what_was_asked_passes_with_each_incident_of_a_wildcard()
    {
        string[] sustained = [.. suite.First.Keys.Where(name => name.StartsWith("Envelopes.Sustained", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal([TFramework.CaseOf("Envelopes.Sustained", "load-a"), TFramework.CaseOf("Envelopes.Sustained", "load-b")], sustained);
        Assert.All(sustained, test => AssertPassed(suite.First, test));
    }

    [Fact]
    public void A_service_that_sustains_less_fails_the_test_with_what_was_asked_first_and_the_next_step_last()
    {
        TestResult result = suite.First["Envelopes.Asks_for_more_than_there_is"];

        string[] lines = result.Message.TrimEnd().Split('\n');
        Assert.Equal("Failed", result.Outcome);
        Assert.StartsWith("400 req/s were asked for; ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Next: ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("the body was run", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Options.Skipped")]
    [InlineData("Envelopes.Skipped")]
    public void A_skipped_test_is_not_run(string test)
    {
        Assert.Equal("NotExecuted", suite.First[test].Outcome);
        Assert.Contains("not today", suite.First[test].Message + suite.First[test].Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Options.Limited_in_time", "The replay of healthy did not end within Timeout = 2000 ms and was stopped.")]
    [InlineData("Envelopes.Limited_in_time", "The search of healthy did not end within Timeout = 1000 ms and was stopped.")]
    public void A_timeout_stops_the_replay_or_the_search_and_says_so(string test, string message)
    {
        TestResult result = suite.First[test];

        Assert.Equal("Failed", result.Outcome);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
        Assert.Contains("Next: ", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bodies.Takes_nothing_else", "Bodies.Takes_nothing_else: the parameter 'Int32 number' cannot be filled in.")]
    [InlineData("Mistakes.Missing_incident", "missing")]
    [InlineData("Mistakes.Broken_incident", "inbound.log")]
    [InlineData("Mistakes.Wildcard_without_a_match", "No incident matches 'incidents/none-*'")]
    [InlineData("Mistakes.Empty_path", "[IncidentReplay] names no incident.")]
    [InlineData("Mistakes.Impossible_path", "[IncidentReplay]: 'incidents/?*' is not a path")]
    [InlineData("Mistakes.Bad_duration", "Window: '5x' is not a duration of 0 or more with its unit (ms, s, m, h); for example 20s")]
    [InlineData("Mistakes.Unknown_fault_key", "latncy")]
    [InlineData("Mistakes.No_runs", "Runs")]
    [InlineData("EnvelopeMistakes.Takes_no_replay", "EnvelopeMistakes.Takes_no_replay: the parameter 'ReplaySummary summary' cannot be filled in. The body of an [IncidentEnvelope] may take parameters of the types EnvelopeSummary and IncidentEnvelopeResult, and nothing else.")]
    [InlineData("EnvelopesWithoutSnapshots.Unreadable_slo", "Slo: Objective 'p98<1s': 'p98' is not a figure. Known figures: p50, ")]
    [InlineData("EnvelopeMistakes.Unreadable_rate", "AtLeast: 'fast' is not a number of requests a second")]
    [InlineData("EnvelopeMistakes.Empty_path", "[IncidentEnvelope] names no incident. Give it the incident's folder, for example [IncidentEnvelope(\"incidents/checkout\")].")]
    [InlineData("RecordingsWithoutSession.Nothing_to_record", "let RecordingsWithoutSession implement IRecordIncident")]
    [InlineData("RecordingsThatSayNothing.Silent", "RecordingsThatSayNothing.RecordAsync recorded no exchange")]
    public void A_mistake_is_one_test_that_fails_and_says_what_it_is(string test, string message)
    {
        TestResult result = suite.First[test];

        Assert.Equal("Failed", result.Outcome);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_test_is_lost() => Assert.Equal(TFramework.HasStaticTests ? 42 : 41, suite.First.Count);

    [Fact]
    public async Task A_snapshot_is_new_then_accepted_then_the_same_then_changed()
    {
        // New: the first run of all.
        string[] kept = ["Snapshots.Kept", TFramework.CaseOf("Snapshots.Kept_for_each", "kept-a"), TFramework.CaseOf("Snapshots.Kept_for_each", "kept-b")];
        Assert.All(kept, test => Assert.Contains("has no verified snapshot yet", suite.First[test].Message, StringComparison.Ordinal));
        Assert.All(kept, test => Assert.Contains("INFERNOSIM_ACCEPT=1", suite.First[test].Message, StringComparison.Ordinal));
        Assert.StartsWith("FAIL_NON_DETERMINISTIC", suite.First["FlakySnapshots.Never_kept"].Message, StringComparison.Ordinal);
        Assert.Equal(
            ["Snapshots.Kept.received.txt", "Snapshots.Kept_for_each_incident=kept-a.received.txt", "Snapshots.Kept_for_each_incident=kept-b.received.txt"],
            SnapshotFiles());

        // Accepted, but for the one that is not the same each time; selected by category.
        IReadOnlyDictionary<string, TestResult> accepting = await suite.RunAsync(new Selection { Class = "*Snapshots", IncidentTests = true }, ("INFERNOSIM_ACCEPT", "1"));
        string[] verified = ["Snapshots.Kept.verified.txt", "Snapshots.Kept_for_each_incident=kept-a.verified.txt", "Snapshots.Kept_for_each_incident=kept-b.verified.txt"];
        Assert.Equal(["EnvelopesWithoutSnapshots.Unreadable_slo", "FlakySnapshots.Never_kept", .. kept], accepting.Keys.Order(StringComparer.Ordinal));
        Assert.All(kept, test => AssertPassed(accepting, test));
        Assert.StartsWith("FAIL_NON_DETERMINISTIC", accepting["FlakySnapshots.Never_kept"].Message, StringComparison.Ordinal);
        Assert.Equal(verified, SnapshotFiles());

        // Two of them have changed when they come to the build server, where nothing is recorded either.
        await Suite<TFramework>.WriteAsync("kept", Suite<TFramework>.Checkout(2));
        await Suite<TFramework>.WriteAsync("kept-b", Suite<TFramework>.Checkout(2));
        Directory.Delete(Path.Combine(Suite<TFramework>.Folder, "incidents", "recorded"), recursive: true);
        IReadOnlyDictionary<string, TestResult> built = await suite.RunAsync(new Selection { Incidents = ["kept", "kept-a", "kept-b", "recorded"] }, ("CI", "true"), ("DiffEngine_Disabled", "false"));
        Assert.Equal(["EnvelopesWithoutSnapshots.Unreadable_slo", "Recordings.Recorded_then_replayed", .. kept], built.Keys.Order(StringComparer.Ordinal));
        AssertPassed(built, kept[1]);
        Assert.All([kept[0], kept[2]], test => Assert.Contains("differs from its verified snapshot at line ", built[test].Message, StringComparison.Ordinal));
        Assert.Equal(["Snapshots.Kept.received.txt", verified[0], verified[1], "Snapshots.Kept_for_each_incident=kept-b.received.txt", verified[2]], SnapshotFiles());
        Assert.Contains("RecordIfMissing is refused on a build server", built["Recordings.Recorded_then_replayed"].Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Suite<TFramework>.Folder, "incidents", "recorded")));
    }

    [Fact]
    public async Task Many_incidents_pass_side_by_side_and_leave_nothing_behind()
    {
        for (int i = 0; i < Incidents; i++)
        {
            await Suite<TFramework>.WriteAsync($"many/{i % 4}-{i:d3}", Suite<TFramework>.Checkout(1));
        }

        string left = Path.Combine(Suite<TFramework>.Folder, "left-behind.txt");
        IReadOnlyDictionary<string, TestResult> many = await suite.RunAsync(new Selection { Class = "Many*" }, ("SUITE_LEFT_BEHIND", left), ("SUITE_INCIDENTS", $"{Incidents}"));

        Assert.Equal(Incidents, many.Count);
        Assert.All(many, test => Assert.True(test.Value.Outcome == "Passed", $"{test.Key}: {test.Value.Message}"));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("0 listening sockets, 0 child processes", File.ReadAllText(left));
        }
    }

    /// <summary>How many incidents are replayed side by side: what an adapter may do wrong with them shows with few.</summary>
    protected virtual int Incidents => 16;

    private static void AssertPassed(IReadOnlyDictionary<string, TestResult> results, string test) =>
        Assert.True(results[test].Outcome == "Passed", $"{test}: {results[test].Message}");

    private static string[] SnapshotFiles() =>
        [.. Directory.EnumerateFiles(Suite<TFramework>.Folder, "*Snapshots.*.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string[] PathsIn(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith("summary.", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])];
}

public sealed class XunitV2ConformanceTests(Suite<XunitV2> suite) : ConformanceTests<XunitV2>(suite);

public sealed class XunitV3ConformanceTests(Suite<XunitV3> suite) : ConformanceTests<XunitV3>(suite)
{
    protected override int Incidents => LongTests.AreOn ? 200 : 60;
}

public sealed class NUnitConformanceTests(Suite<NUnit> suite) : ConformanceTests<NUnit>(suite);

public sealed class MSTestConformanceTests(Suite<MSTest> suite) : ConformanceTests<MSTest>(suite);

public sealed class TUnitConformanceTests(Suite<TUnit> suite) : ConformanceTests<TUnit>(suite);
