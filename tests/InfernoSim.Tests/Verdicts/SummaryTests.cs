using System.Text.Json;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Verdicts;

public class SummaryTests
{
    [Fact]
    public void The_text_of_a_strong_pass_is_pinned()
    {
        Assert.Equal(
            """
            INFERNOSIM REPLAY SUMMARY
            Outcome:             PASS_STRONG
            Incident:            /incidents/built-in-memory
            Runs:                requested 2, executed 2, completed 2, fan-out 2
            Deterministic runs:  2 of 2 (fingerprint 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff)
            Inbound:             12 responses of 12 expected
            Outbound:            24 answered of 24 expected (causally 24, by content 0, ambiguous 0, faulted 0, unmatched 0)
            Receipt:             (see ReceiptTests)
            Pace:                as recorded, 1s a run
            Rate:                target 6.00 req/s, achieved 6.00 req/s
            Latency (from due):  p50 1.50 ms, p90 2.25 ms, p99 12.8 ms, max 100.0 ms
            Service time:        p50 1.25 ms, p90 2.00 ms, p99 10.5 ms, max 90.0 ms

            LIMITING FACTOR
              NONE (100.0 % of the target rate was achieved: the schedule was kept)

            SUSTAINABLE ENVELOPE (observed)
              held 2 workers, 6.0 req/s; the edge was not searched

            CHANGE FROM LAST RUN
              no earlier run of this incident with these options

            """,
            Text(Passed().Judge()));
    }

    [Fact]
    public void The_text_of_a_failure_is_pinned()
    {
        Assert.Equal(
            """
            INFERNOSIM REPLAY SUMMARY
            Outcome:             FAIL_DIVERGED
            Primary failure:     exchange 2 (GET /1), dependency call 1 (GET http://a.test/1?n=2): dependency call differs at query/n: expected 1, got 2
            Incident:            /incidents/built-in-memory
            Runs:                requested 2, executed 2, completed 2, fan-out 2
            Deterministic runs:  2 of 2 (fingerprint 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff)
            Inbound:             12 responses of 12 expected
            Outbound:            20 answered of 24 expected (causally 18, by content 2, ambiguous 0, faulted 0, unmatched 4)
            Lost context:        calls without a trace id: a.test, b.test
            Receipt:             (see ReceiptTests)
            Pace:                as recorded, 1s a run
            Rate:                target 6.00 req/s, achieved 6.00 req/s
            Latency (from due):  p50 1.50 ms, p90 2.25 ms, p99 12.8 ms, max 100.0 ms
            Service time:        p50 1.25 ms, p90 2.00 ms, p99 10.5 ms, max 90.0 ms
            Window:              5s: held, longest run 1s (run 1)

            FAULTS
              dep=a.test latency=+20ms: 12 of 12 calls faulted
              dep=none.test drop=5%: NOT APPLIED, no call went to that dependency

            LIMITING FACTOR
              NONE (100.0 % of the target rate was achieved: the schedule was kept)

            SUSTAINABLE ENVELOPE (observed)
              did not hold 2 workers, 6.0 req/s; the edge was not searched

            CHANGE FROM LAST RUN
              no earlier run of this incident with these options

            NOT TESTED
              fault dep=none.test drop=5%: no call went to that dependency; the incident has calls to a.test, b.test

            FIRST DIVERGENCE
              exchange 2 (GET /1), dependency call 1 (GET http://a.test/1?n=2): dependency call differs at query/n: expected 1, got 2
              seen      run 1, worker 2, 4 times in all
              request   GET /1
              call      GET http://a.test/1?n=2
              expected  1
              got       2
              after     injected fault dep=a.test latency=+20ms

            FURTHER DIVERGENCES
              exchange 2 (GET /1): response status differs: expected 200, got 500 (boom) (x4)

            DIVERGENCES BY KIND
              CallChanged: 4
              ResponseStatus: 4

            """,
            Text(Failed()));
    }

    [Fact]
    public void Very_many_divergences_are_cut_off_in_the_text_and_whole_in_json()
    {
        ReplaySummary summary = Passed().Diverged([.. Enumerable.Range(0, 60).Select(Status)]).Judge();

        Assert.Contains("... and 49 more distinct ones; ToJson() lists them\n", summary.ToText(), StringComparison.Ordinal);
        Assert.Equal(60, JsonDocument.Parse(summary.ToJson()).RootElement.GetProperty("divergences").GetArrayLength());
    }

    [Fact]
    public void Where_runs_part_is_in_the_text()
    {
        ReplaySummary summary = (Passed() with { Nondeterminism = new Nondeterminism(2, "GET /2", 0, 0, "this", 1, 1, "that") }).Judge();

        Assert.Contains("Runs part at:        exchange 3 (GET /2): run 1 worker 1 saw this; run 2 worker 2 saw that\n", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_without_a_response_are_counted_by_how_they_ended()
    {
        ReplaySummary summary = (Passed() with { Responses = 6, Endings = new EndingCounts { Answered = 6, NotConnected = 1, Closed = 3, Unanswered = 2 } }).Judge();

        Assert.Contains(
            "\nInbound:             6 responses of 12 expected (1 not connected, 3 closed before the response was complete, 2 unanswered)\n",
            summary.ToText(),
            StringComparison.Ordinal);
        JsonElement missing = JsonDocument.Parse(summary.ToJson()).RootElement.GetProperty("missingResponses");
        Assert.Equal("""{"notConnected":1,"closed":3,"unanswered":2}""", JsonSerializer.Serialize(missing));
    }

    [Fact]
    public void The_shape_of_the_json_is_pinned()
    {
        Assert.Equal(
            [
                "outcome", "reason", "incident", "exitCode", "runs.requested", "runs.executed", "runs.completed", "runs.deterministic", "fanout", "time", "state", "services", "timeline.events[]", "timeline.omitted", "fingerprint",
                "nondeterminism", "inbound.observed", "inbound.expected", "missingResponses", "outbound.observed", "outbound.expected", "matching.causal", "matching.byContent",
                "matching.ambiguous", "matching.faulted", "matching.unmatched", "matching.lostContext[]", "matching.overridden", "liveState.chains[]", "liveState.substituted", "liveState.substitutions", "liveState.moments", "rate.target", "rate.achieved", "latency.count",
                "latency.p50", "latency.p90", "latency.p99", "latency.max", "latency.p95", "latency.p999", "latency.mean", "serviceTime.count", "serviceTime.p50", "serviceTime.p90", "serviceTime.p99",
                "serviceTime.max", "serviceTime.p95", "serviceTime.p999", "serviceTime.mean", "window.limit", "window.longestRun", "window.run", "window.late", "window.held", "faults[].rule", "faults[].callsMatched",
                "faults[].callsFaulted", "noise[]", "limitingFactor.name", "limitingFactor.evidence", "limitingFactor.confidence", "limitingFactor.nextStep", "sustainableEnvelope", "changeFromLastRun.hasBaseline",
                "changeFromLastRun.lines[]", "changeFromLastRun.figures[]", "goals[]", "dependencyCalls[]", "notTested[].what", "notTested[].weakensVerdict", "divergenceCounts.CallChanged", "divergenceCounts.ResponseStatus",
                "divergences[].kind", "divergences[].run", "divergences[].worker", "divergences[].exchange", "divergences[].call", "divergences[].request",
                "divergences[].callRequest", "divergences[].location", "divergences[].expected", "divergences[].got", "divergences[].afterFaults[]", "divergences[].before[]", "divergences[].candidates[]",
                "divergences[].note",
                "divergences[].count",
                "receipt.incident", "receipt.rules", "receipt.options", "receipt.engine", "receipt.exchanges.expected", "receipt.exchanges.answered",
                "receipt.exchanges.compared", "receipt.exchanges.leftOut", "receipt.exchanges.resent", "receipt.calls.expected", "receipt.calls.served", "receipt.calls.unserved",
                "receipt.calls.overridden", "receipt.calls.unmatched", "receipt.calls.byContent", "receipt.calls.ambiguous", "receipt.ignored[]",
                "firstDivergence.kind", "firstDivergence.run", "firstDivergence.worker", "firstDivergence.exchange",
                "firstDivergence.call", "firstDivergence.request", "firstDivergence.callRequest", "firstDivergence.location", "firstDivergence.expected",
                "firstDivergence.got", "firstDivergence.afterFaults[]", "firstDivergence.before[]", "firstDivergence.candidates[]", "firstDivergence.note", "firstDivergence.count",
            ],
            Paths(JsonDocument.Parse(Failed().ToJson()).RootElement, "").Distinct());
    }

    [Fact]
    public void Outcomes_are_written_by_name_and_texts_readably()
    {
        string json = (Passed() with { Faults = [new FaultSummary("dep=é.test latency=+1ms & <b>", 1, 1)] }).Judge().ToJson();

        Assert.Contains("\"outcome\": \"PASS_STRONG\"", json, StringComparison.Ordinal);
        Assert.Contains("dep=é.test latency=+1ms & <b>", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', json);
    }

    [Fact]
    public void Both_renderings_are_the_same_each_time()
    {
        Assert.Equal(Failed().ToText(), Failed().ToText());
        Assert.Equal(Failed().ToJson(), Failed().ToJson());
    }

    private static ReplaySummary Failed()
    {
        Divergence changed = Status() with
        {
            Kind = DivergenceKind.CallChanged,
            Call = 0,
            CallRequest = "GET http://a.test/1?n=2",
            Location = "query/n",
            Expected = "1",
            Got = "2",
            AfterFaults = ["dep=a.test latency=+20ms"],
        };
        ReplayObservations observed = Passed(Options with { Window = TimeSpan.FromSeconds(5) }) with
        {
            Answered = 20,
            Matching = new CallMatching(18, 2, 0, 0, 4, ["a.test", "b.test"]),
            Faults = [new FaultSummary("dep=a.test latency=+20ms", 12, 12), new FaultSummary("dep=none.test drop=5%", 0, 0)],
        };
        return observed.Diverged(changed, Status()).Judge();
    }

    private static IEnumerable<string> Paths(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Paths(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array when element.GetArrayLength() > 0 => element.EnumerateArray().SelectMany(item => Paths(item, $"{path}[]")),
        JsonValueKind.Array => [$"{path}[]"],
        _ => [path],
    };

    private static string Text(ReplaySummary summary) => summary.ToText().Replace(summary.Receipt!.ToString(), "(see ReceiptTests)", StringComparison.Ordinal);
}
