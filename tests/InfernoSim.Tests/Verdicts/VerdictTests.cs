using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Verdicts;

public class VerdictTests
{
    private static readonly Nondeterminism Parted = PartedAt(2);

    [Theory]
    [InlineData(ReplayOutcome.PassStrong, "PASS_STRONG", 0)]
    [InlineData(ReplayOutcome.PassWeak, "PASS_WEAK", 0)]
    [InlineData(ReplayOutcome.FailDiverged, "FAIL_DIVERGED", 1)]
    [InlineData(ReplayOutcome.FailNonDeterministic, "FAIL_NON_DETERMINISTIC", 1)]
    [InlineData(ReplayOutcome.FailSloMissed, "FAIL_SLO_MISSED", 1)]
    [InlineData(ReplayOutcome.FailStalled, "FAIL_STALLED", 1)]
    [InlineData(ReplayOutcome.FailNoCoverage, "FAIL_NO_COVERAGE", 2)]
    [InlineData(ReplayOutcome.FailTargetUnreachable, "FAIL_TARGET_UNREACHABLE", 2)]
    [InlineData(ReplayOutcome.FailInvalidEnv, "FAIL_INVALID_ENV", 2)]
    [InlineData(ReplayOutcome.FailIncompleteIncident, "FAIL_INCOMPLETE_INCIDENT", 2)]
    public void Each_outcome_has_a_name_and_an_exit_code(ReplayOutcome outcome, string name, int exitCode)
    {
        Assert.Equal((name, exitCode), (outcome.ToReportName(), outcome.ToExitCode()));
    }

    [Fact]
    public void Every_outcome_is_in_the_table_above()
    {
        Assert.Equal(10, Enum.GetValues<ReplayOutcome>().Length);
    }

    [Fact]
    public void Everything_compared_and_equal_more_than_once_is_a_strong_pass()
    {
        ReplaySummary summary = Passed().Judge();

        Assert.Equal((ReplayOutcome.PassStrong, null, true), (summary.Outcome, summary.Reason, summary.Passed));
        Assert.Equal(Fingerprint, summary.Fingerprint);
        Assert.Empty(summary.NotTested);
    }

    [Fact]
    public void Nothing_to_replay_is_no_coverage()
    {
        ReplaySummary empty = Passed(incident: new IncidentBuilder().Build()).Judge();
        ReplaySummary allLeftOut = Passed(Options with { AllowWrites = false }, new IncidentBuilder().Exchange("/", method: "POST").Build()).Judge();

        Assert.Equal(ReplayOutcome.FailNoCoverage, empty.Outcome);
        Assert.Contains("holds no exchange to replay", empty.Reason, StringComparison.Ordinal);
        Assert.Equal(ReplayOutcome.FailNoCoverage, allLeftOut.Outcome);
        Assert.Contains("none of the 1 exchanges can be replayed: 1 exchange not replayed: AllowWrites = false", allLeftOut.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_hides_the_rest_comes_first()
    {
        // Everything is wrong at once; taking the first away shows the next.
        ReplayObservations observed = (Passed(Options with { Window = TimeSpan.FromSeconds(1) }) with
        {
            Unauthorized = 3,
            LackingHeaders = ["Authorization"],
            Nondeterminism = PartedAt(0),
            Parts = new ReplayRecordingParts { Unreachable = "http://x: refused", Runs = [Run(seconds: 3, late: 4, stall: "nothing happened")] },
        }).Diverged(Status());
        var outcomes = new List<ReplayOutcome> { observed.Judge().Outcome };

        observed = observed with { Parts = observed.Parts with { Unreachable = null } };
        outcomes.Add(observed.Judge().Outcome);
        observed = observed with { Unauthorized = 0 };
        outcomes.Add(observed.Judge().Outcome);
        observed = observed with { Parts = observed.Parts with { Runs = [Run(seconds: 3, late: 4)] } };
        outcomes.Add(observed.Judge().Outcome);
        observed = observed with { Nondeterminism = null };
        outcomes.Add(observed.Judge().Outcome);
        observed = observed.Diverged();
        outcomes.Add(observed.Judge().Outcome);
        observed = observed with { Parts = observed.Parts with { Runs = [Run(seconds: 1)] } };
        outcomes.Add(observed.Judge().Outcome);

        Assert.Equal(
            [
                ReplayOutcome.FailTargetUnreachable, ReplayOutcome.FailInvalidEnv, ReplayOutcome.FailStalled, ReplayOutcome.FailNonDeterministic,
                ReplayOutcome.FailDiverged, ReplayOutcome.FailSloMissed, ReplayOutcome.PassStrong,
            ],
            outcomes);
    }

    [Fact]
    public void A_stalled_run_names_what_stalled_although_something_diverged_before()
    {
        Divergence stalled = Status(2) with { Kind = DivergenceKind.ResponseStalled, Got = "no response" };
        ReplayObservations observed = (Passed() with { Parts = new ReplayRecordingParts { Runs = [Run(fingerprint: null, stall: "nothing happened for 5s")] } }).Diverged(Status(0), stalled);

        ReplaySummary summary = observed.Judge();

        Assert.Equal("nothing happened for 5s; exchange 3 (GET /2): response stalled: expected 200, got no response", summary.Reason);
        Assert.Equivalent(new RunCounts(2, 1, 0, 0), summary.Runs, strict: true);
        Assert.Null(summary.Fingerprint);
    }

    [Fact]
    public void Runs_with_different_fingerprints_are_not_deterministic_even_where_no_exchange_can_be_named()
    {
        ReplayObservations observed = Passed() with { Parts = new ReplayRecordingParts { Runs = [Run(), Run(fingerprint: new string('f', 64))] } };

        ReplaySummary summary = observed.Diverged(Status()).Judge();

        Assert.Equal(ReplayOutcome.FailNonDeterministic, summary.Outcome);
        Assert.Equal("only 1 of 2 runs have the first run's fingerprint; exchange 2 (GET /1): response status differs: expected 200, got 500 (boom)", summary.Reason);
        Assert.Null(summary.Fingerprint);
    }

    [Fact]
    public void Workers_of_one_run_that_part_are_not_deterministic()
    {
        ReplayObservations observed = Passed() with { Nondeterminism = Parted, Parts = new ReplayRecordingParts { Runs = [Run(isAgreed: false), Run()] } };

        ReplaySummary summary = observed.Judge();

        Assert.Equal("exchange 3 (GET /2) is not the same each time: run 1 worker 1 saw this, run 2 worker 2 saw that", summary.Reason);
        Assert.Equal(1, summary.Runs.Deterministic);
    }

    [Fact]
    public void That_no_call_reached_the_stub_is_said_with_the_divergence()
    {
        ReplayObservations observed = Passed() with { Matching = new CallMatching(0, 0, 0, 0, 0, []) };

        Assert.Contains("HTTP_PROXY", observed.Diverged(Status()).Judge().Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP_PROXY", Passed().Diverged(Status()).Judge().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void The_window_is_held_up_to_its_last_moment(int milliseconds, bool isHeld)
    {
        ReplayObservations observed = Passed(Options with { Window = TimeSpan.FromSeconds(1) }) with
        {
            Parts = new ReplayRecordingParts { Runs = [Run(0.5), Run(late: isHeld ? 0 : 2) with { Elapsed = TimeSpan.FromMilliseconds(milliseconds) }] },
        };

        ReplaySummary summary = observed.Judge();

        Assert.Equal(isHeld ? ReplayOutcome.PassStrong : ReplayOutcome.FailSloMissed, summary.Outcome);
        Assert.Equivalent(new WindowSummary(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(milliseconds), 1, isHeld ? 0 : 2), summary.Window, strict: true);
    }

    public static TheoryData<string, string> Weaknesses => new()
    {
        { "once", "determinism: the incident was replayed only once" },
        { "fault without calls", "fault dep=none.test status=500: no call went to that dependency" },
        { "fault not drawn", "fault dep=a.test status=500 rate=1%: it was drawn for none of the calls" },
        { "ambiguous", "dependency calls named no exchange and had several different recorded answers" },
        { "unanswerable", "the dependency call GET http://a.test/: too large" },
        { "beyond", "1 exchange not replayed: beyond MaxEvents = 2" },
    };

    [Theory]
    [MemberData(nameof(Weaknesses))]
    public void Evidence_with_gaps_is_a_weak_pass_that_names_them(string weakness, string reason)
    {
        ReplayObservations observed = weakness switch
        {
            "once" => Passed(Options with { Runs = 1, Fanout = 1 }),
            "fault without calls" => Passed() with { Faults = [new FaultSummary("dep=none.test status=500", 0, 0)] },
            "fault not drawn" => Passed() with { Faults = [new FaultSummary("dep=a.test status=500 rate=1%", 12, 0)] },
            "ambiguous" => Passed() with { Matching = new CallMatching(9, 0, 3, 0, 0, []) },
            "unanswerable" => Passed() with { Unanswerable = [new("GET http://a.test/", "too large")] },
            _ => Passed(Options with { MaxEvents = 2 }),
        };

        ReplaySummary summary = observed.Judge();

        Assert.Equal((ReplayOutcome.PassWeak, 0), (summary.Outcome, summary.ExitCode));
        Assert.StartsWith(reason, summary.Reason, StringComparison.Ordinal);
        Assert.Contains(summary.NotTested, item => item.What == summary.Reason && item.WeakensVerdict);
    }

    [Fact]
    public void A_credential_that_was_left_out_is_said_and_weakens()
    {
        Incident incident = new IncidentBuilder().Exchange("/", headers: HeaderMap.Of(("X-Api-Key", "[REDACTED]"))).Build();

        ReplaySummary summary = Passed(incident: incident).Judge();

        Assert.Equal(ReplayOutcome.PassWeak, summary.Outcome);
        Assert.Contains("X-Api-Key", Assert.Single(summary.NotTested).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ReplayOutcome.FailDiverged)]
    [InlineData(2, ReplayOutcome.FailIncompleteIncident)]
    public void A_difference_that_may_be_the_doing_of_what_was_left_out_is_no_evidence(int changes, ReplayOutcome outcome)
    {
        Incident whole = new IncidentBuilder().Exchange("/0").Exchange("/1", at: 500).Build();
        var sampled = new Incident
        {
            Folder = whole.Folder,
            Exchanges = whole.Exchanges,
            UnattributedCalls = whole.UnattributedCalls,
            Metadata = new IncidentMetadata { NotRecorded = ["2 exchanges were left out by sampling"], UnseenChanges = changes },
        };

        ReplaySummary same = Passed(incident: sampled).Judge();
        ReplaySummary different = Passed(incident: sampled).Diverged(Status()).Judge();

        Assert.Equal((ReplayOutcome.PassWeak, outcome), (same.Outcome, different.Outcome));
        Assert.Contains("status", different.Reason, StringComparison.Ordinal);
        Assert.Equal(changes > 0, different.Reason!.StartsWith("2 requests that may have changed something in the service were left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Rates_are_those_of_the_schedule_and_of_what_was_answered()
    {
        // 3 exchanges x 2 workers due within 1 s; 12 answered in 1 s + 2 s.
        ReplayObservations observed = Passed() with { Parts = new ReplayRecordingParts { Runs = [Run(1), Run(2)] } };

        Assert.Equivalent(new RateSummary(6, 4), observed.Judge().Rate, strict: true);
        Assert.Null(Passed(Options with { TimeScale = 0, MinGap = TimeSpan.Zero }).Judge().Rate.Target);
    }

    [Fact]
    public void A_limit_is_named_only_where_it_was_measured()
    {
        ReplayObservations late = Passed() with { Parts = new ReplayRecordingParts { Runs = [Run(1), Run(2)] } };
        ReplayObservations unpaced = Passed(Options with { TimeScale = 0, MinGap = TimeSpan.Zero });
        ReplayObservations nothing = Passed() with { Responses = 0, Parts = new ReplayRecordingParts { Unreachable = "x" } };

        Assert.Equal("NONE", Passed().Judge().LimitingFactor.Name);
        Assert.Equal(("UNKNOWN", "66.7 % of the target rate was achieved; what limited it was not measured"), (late.Judge().LimitingFactor.Name, late.Judge().LimitingFactor.Evidence));
        Assert.Equal("UNKNOWN", unpaced.Judge().LimitingFactor.Name);
        Assert.Equal(("UNKNOWN", "no request was answered"), (nothing.Judge().LimitingFactor.Name, nothing.Judge().LimitingFactor.Evidence));
        Assert.Equal("not measured: no request was answered", nothing.Judge().SustainableEnvelope);
    }

    [Fact]
    public void Against_the_last_run_every_figure_is_shown_with_its_change()
    {
        var last = new ReplayBaseline { Outcome = "FAIL_DIVERGED", Fingerprint = new string('f', 64), AchievedRate = 3, Latency = new LatencySummary(12, 3, 4, 5, 6) };

        Assert.Equal(
            [
                "outcome: FAIL_DIVERGED -> PASS_STRONG",
                "fingerprint: ffffffffffff -> 001122334455",
                "rate: 3.00 -> 6.00 req/s (+100.0 %)",
                "latency p50: 3.00 -> 1.50 ms (-50.0 %)",
                "latency p99: 5.00 -> 12.75 ms (+155.0 %)",
            ],
            Passed().Judge(last).ChangeFromLastRun.Lines);
        Assert.Equal("outcome: PASS_STRONG, as before", Passed().Judge(ReplayBaseline.From(Passed().Judge())).ChangeFromLastRun.Lines[0]);
        Assert.False(Passed().Judge().ChangeFromLastRun.HasBaseline);
    }

    [Fact]
    public void Faults_that_applied_do_not_weaken()
    {
        ReplayObservations observed = Passed(Options with { Faults = [Fault.Parse("dep=a.test latency=1ms")] }) with { Faults = [new FaultSummary("dep=a.test latency=1ms", 12, 12)] };

        Assert.Equal(ReplayOutcome.PassStrong, observed.Judge().Outcome);
    }

    private static Nondeterminism PartedAt(int exchange) => new(exchange, $"GET /{exchange}", 0, 0, "this", 1, 1, "that");
}
