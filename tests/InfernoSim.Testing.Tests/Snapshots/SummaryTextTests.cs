using System.Globalization;
using InfernoSim.Limits;
using InfernoSim.Observations;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary><see cref="ReplaySummary.ToString"/>: all that is the same each time and everywhere, and nothing else.</summary>
public sealed class SummaryTextTests
{
    private static readonly ReplaySummary Passed = new()
    {
        Outcome = ReplayOutcome.PassStrong,
        Incident = "incidents/checkout",
        Runs = new RunCounts(10, 10, 10, 10),
        Fanout = 50,
        Fingerprint = "c0ffee",
        Inbound = new ObservedCount(1500, 1500),
        Outbound = new ObservedCount(3000, 3000),
        Matching = new CallMatching(3000, 0, 0, 0, 0, []),
        Rate = new RateSummary(100, 98.7),
        Latency = new LatencySummary(1500, 1, 2, 3, 4),
        ServiceTime = new LatencySummary(1500, 1, 2, 3, 4),
        Faults = [],
        LimitingFactor = new LimitingFactorSummary(LimitingFactor.None, "98.7 % of the target rate was achieved: the schedule was kept"),
        SustainableEnvelope = "held 50 workers, 98.7 req/s; the edge was not searched",
        ChangeFromLastRun = new ChangeSummary(false, ["no last run"]),
        NotTested = [],
        DivergenceCounts = new Dictionary<DivergenceKind, long>(),
        Divergences = [],
    };

    private static readonly Divergence Status = new()
    {
        Kind = DivergenceKind.ResponseStatus,
        Run = 3,
        Worker = 7,
        Exchange = 1,
        Request = "GET /api/checkout",
        Expected = "200",
        Got = "500",
        Count = 500,
    };

    [Fact]
    public void A_pass_is_its_outcome_its_counts_and_its_fingerprint()
    {
        string text = Passed.ToString();

        Assert.Equal(
            "INFERNOSIM REPLAY SNAPSHOT\n"
            + "Outcome:       PASS_STRONG\n"
            + "Incident:      checkout\n"
            + "Runs:          10, fan-out 50\n"
            + "Deterministic: 10 of 10 runs\n"
            + "Fingerprint:   c0ffee\n"
            + "Inbound:       1500 responses of 1500 expected\n"
            + "Outbound:      3000 answered of 3000 expected",
            text);
    }

    [Fact]
    public void All_that_can_be_in_it()
    {
        ReplaySummary summary = Passed with
        {
            Outcome = ReplayOutcome.FailDiverged,
            Reason = "exchange 2 ...",
            Matching = new CallMatching(3000, 0, 0, 0, 0, ["stock.test", "payments.test"]),
            Window = new WindowSummary(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3.21), 4, 0),
            Faults = [new("dep=payments.test latency=+200ms", 3000, 3000), new("dep=a.test drop=1%", 10, 0), new("dep=b.test drop=1%", 0, 0)],
            NotTested = [new("the response bodies of 2 exchanges: ...", true)],
            Divergences = [Status with { AfterFaults = ["dep=payments.test latency=+200ms"] }, Status with { Kind = DivergenceKind.CallMissing, Exchange = 2, Call = 0, CallRequest = "GET http://stock.test/1", Expected = "GET http://stock.test/1", Got = "no such call" }],
        };

        string text = summary.ToString();

        Assert.Equal(
            "INFERNOSIM REPLAY SNAPSHOT\n"
            + "Outcome:       FAIL_DIVERGED\n"
            + "Incident:      checkout\n"
            + "Runs:          10, fan-out 50\n"
            + "Deterministic: 10 of 10 runs\n"
            + "Fingerprint:   c0ffee\n"
            + "Inbound:       1500 responses of 1500 expected\n"
            + "Outbound:      3000 answered of 3000 expected\n"
            + "Lost context:  calls without a trace id: payments.test, stock.test\n"
            + "Window:        20s: held\n"
            + "\n"
            + "FAULTS\n"
            + "  dep=payments.test latency=+200ms: applied\n"
            + "  dep=a.test drop=1%: NOT APPLIED, drawn for none of the calls\n"
            + "  dep=b.test drop=1%: NOT APPLIED, no call went to that dependency\n"
            + "\n"
            + "NOT TESTED\n"
            + "  the response bodies of 2 exchanges: ...\n"
            + "\n"
            + "DIVERGENCES\n"
            + "  exchange 2 (GET /api/checkout): response status differs: expected 200, got 500 after dep=payments.test latency=+200ms (x500)\n"
            + "  exchange 3 (GET /api/checkout), dependency call 1 (GET http://stock.test/1): dependency call missing: expected GET http://stock.test/1, got no such call (x500)",
            text);
    }

    [Fact]
    public void Times_rates_places_and_who_saw_it_first_are_not_in_it()
    {
        ReplaySummary there = Passed with { Outcome = ReplayOutcome.FailDiverged, Window = new WindowSummary(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), 1, 0), Divergences = [Status], Faults = [new("dep=* drop=1%", 90, 3)] };
        ReplaySummary here = there with
        {
            Incident = @"C:\src\shop\incidents\checkout\",
            Matching = new CallMatching(0, 1000, 2000, 1, 1, []),
            Rate = new RateSummary(100, 3),
            Latency = new LatencySummary(1500, 9, 9, 9, 9),
            ServiceTime = new LatencySummary(1500, 9, 9, 9, 9),
            Window = new WindowSummary(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), 7, 0),
            LimitingFactor = new LimitingFactorSummary(LimitingFactor.Unknown, "3 %"),
            SustainableEnvelope = "other",
            ChangeFromLastRun = new ChangeSummary(true, ["slower"]),
            Faults = [new("dep=* drop=1%", 93, 4)],
            Divergences = [Status with { Run = 0, Worker = 0 }],
        };

        Assert.Equal(there.ToString(), here.ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:43211/x", "http://127.0.0.1:{port}/x")]
    [InlineData("localhost:50123 and [::1]:60000", "localhost:{port} and [::1]:{port}")]
    [InlineData("http://localhost:8091/prices", "http://localhost:8091/prices")]
    [InlineData("http://payments.test:50123/", "http://payments.test:50123/")]
    [InlineData("at Shop.Pay() in /home/ann/src/Pay.cs:line 12", "at Shop.Pay() in {path}:line 12")]
    [InlineData(@"""in C:\\Users\\ann\\Pay.cs: gone""", @"""in {path}: gone""")]
    [InlineData("GET /api/home/index", "GET /api/home/index")]
    [InlineData("2026-11-23T09:08:07.123Z", "{time}")]
    [InlineData("2026-11-23T09:08:07+01:00, 2026-11-23 09:08", "{time}, {time}")]
    [InlineData("due 2026-11-23", "due {time}")]
    [InlineData("Mon, 23 Nov 2026 09:08:07 GMT", "{time}")]
    [InlineData("8f14e45f-ceea-467f-a8d5-b8a1e0e3f0aa", "{guid}")]
    [InlineData("version 2026-11-234", "version 2026-11-234")]
    public void What_a_machine_or_a_day_changes_is_masked(string got, string expected)
    {
        ReplaySummary summary = Passed with { Outcome = ReplayOutcome.FailDiverged, Divergences = [Status with { Got = got }] };

        Assert.EndsWith($"expected 200, got {expected} (x500)", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_break_its_line_or_the_encoding()
    {
        ReplaySummary summary = Passed with { Divergences = [Status with { Got = "a\r\nb\tc\u0000\u0085\uD800 ü😀" }] };

        Assert.EndsWith(@"got a\r\nb\tc\u0000\u0085\ud800 ü😀 (x500)", summary.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReplayOutcome.FailNonDeterministic, 10, "no: runs or workers differ")]
    [InlineData(ReplayOutcome.FailStalled, 4, "not known: not every run was finished")]
    [InlineData(ReplayOutcome.FailTargetUnreachable, 0, "not known: not every run was finished")]
    public void What_is_by_chance_when_runs_differ_or_end_early_is_left_out(ReplayOutcome outcome, int completed, string determinism)
    {
        ReplaySummary summary = Passed with
        {
            Outcome = outcome,
            Reason = "the service cannot be reached at http://127.0.0.1:43211",
            Runs = new RunCounts(10, completed, completed, 3),
            Fingerprint = null,
            Divergences = [Status],
        };

        Assert.Equal(
            $"INFERNOSIM REPLAY SNAPSHOT\nOutcome:       {outcome.ToReportName()}\nIncident:      checkout\nRuns:          10, fan-out 50\nDeterministic: {determinism}",
            summary.ToString());
    }

    [Fact]
    public void A_weak_pass_says_why()
    {
        ReplaySummary summary = Passed with { Outcome = ReplayOutcome.PassWeak, Reason = "determinism: the incident was replayed only once" };

        Assert.Contains("\nOutcome:       PASS_WEAK\nWeak because:  determinism: the incident was replayed only once\n", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_culture_makes_no_difference()
    {
        string before = Passed.ToString();
        CultureInfo culture = CultureInfo.CurrentCulture;
        string elsewhere;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NegativeSign = "~";
            odd.NumberFormat.NumberGroupSeparator = "'";
            CultureInfo.CurrentCulture = odd;
            elsewhere = (Passed with { Divergences = [Status with { Count = -1 }] }).ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(before + "\n\nDIVERGENCES\n  exchange 2 (GET /api/checkout): response status differs: expected 200, got 500 (x-1)", elsewhere);
    }
}
