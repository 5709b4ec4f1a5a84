using System.Collections.Concurrent;
using InfernoSim.Faults;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.TestKit.Facts;
using InfernoSim.Trust.Tests.Concurrency.Trips;
using InfernoSim.Verdicts;
using Xunit.Abstractions;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>Parallel calls, retry chains, injected latency and slow chunked bodies, replayed by fifty workers at once.</summary>
public class ConcurrencyTests(RecordedTrips trips, ITestOutputHelper output) : IClassFixture<RecordedTrips>
{
    private const int Workers = 50;

    private static readonly ReplayOptions Usual = new()
    {
        Runs = 10,
        Fanout = Workers,
        TimeScale = 0,
        MinGap = TimeSpan.Zero,
        MaxWallTime = TimeSpan.FromMinutes(5),
        MaxIdleTime = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Each_request_of_each_worker_is_given_the_answers_recorded_for_it_and_all_replays_have_one_fingerprint()
    {
        int engines = LongTests.AreOn ? 10 : 1;
        ReplayOptions options = Usual with { Faults = [Fault.Parse("dep=127.0.0.1 latency=+2ms jitter=3ms")] };
        int calls = trips.Incident.Exchanges.Sum(exchange => exchange.Calls.Count);
        var fingerprints = new List<string?>();

        for (int i = 0; i < engines; i++)
        {
            TripService service = null!;
            AnswerLedger ledger = null!;
            ReplaySummary summary = await TripReplay.RunAsync(
                trips.Incident, trips.Dependency, options, client => service = new TripService(client), responder => ledger = new AnswerLedger(responder));

            Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
            Assert.Equal((long)calls * Workers * options.Runs, summary.Matching.Causal);
            Assert.Equal((0, 0, 0), (summary.Matching.ByContent, summary.Matching.Ambiguous, summary.Matching.Unmatched));
            Assert.Equal(summary.Matching.Causal, summary.Outbound.Observed);
            Assert.Equal(options.Runs, summary.Runs.Deterministic);
            Assert.Equal(0, service.ForeignAnswers);
            AssertEachRequestHadTheAnswersOfOneExchange(ledger.ByRequest, Workers * options.Runs);
            fingerprints.Add(summary.Fingerprint);
        }

        output.WriteLine($"{engines * options.Runs} replays, {engines * options.Runs * Workers * calls} calls, fingerprint {fingerprints[0]}");
        Assert.NotNull(fingerprints[0]);
        Assert.Single(fingerprints.Distinct());
    }

    [Fact]
    public void The_incident_holds_all_that_is_claimed_of_it()
    {
        Assert.Equal(3, trips.Incident.Exchanges.Count);
        Assert.All(trips.Incident.Exchanges, exchange => Assert.Equal(
            ["200", "200", "200", "200", "503", "503", "200"], exchange.Calls.Select(call => $"{call.Status}")));
        Assert.Equal(3, trips.Incident.Exchanges.Select(AnswerLedger.Recorded).Distinct().Count());
    }

    [Fact]
    public async Task Fifty_callers_in_step_each_get_their_own_chain_of_retries()
    {
        ConcurrentDictionary<(string Traveller, int Attempt, int Turn), Gate> gates = new();
        ConcurrentDictionary<(string Traveller, int Attempt), int> passed = new();

        // No caller makes its second attempt before all fifty have made their first: a shared counter would be far past 200.
        Task InStep(string traveller, int attempt)
        {
            int turn = (passed.AddOrUpdate((traveller, attempt), 1, (_, known) => known + 1) - 1) / Workers;
            return gates.GetOrAdd((traveller, attempt, turn), _ => new Gate(Workers)).PassAsync();
        }

        ReplaySummary summary = await TripReplay.RunAsync(
            trips.Incident, trips.Dependency, Usual with { Runs = 2 }, client => new TripService(client) { BeforeAttempt = InStep });

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task A_planted_race_is_non_determinism_at_its_request_and_field_in_ten_of_ten_tries()
    {
        for (int i = 0; i < 10; i++)
        {
            ReplaySummary summary = await TripReplay.RunAsync(
                trips.Incident, trips.Dependency, Usual with { Runs = 2, Fanout = 10 }, client => new TripService(client, TripDefect.SharesTheTrip));

            Assert.True(summary.Outcome == ReplayOutcome.FailNonDeterministic, summary.ToText());
            Assert.StartsWith("exchange 1 (POST /trips) is not the same each time: ", summary.Reason, StringComparison.Ordinal);
            Assert.Contains("response body differs at /trip: ", summary.Reason, StringComparison.Ordinal);
            Assert.Null(summary.Fingerprint);
            Assert.Equal((0, "POST /trips"), (summary.Nondeterminism!.Exchange, summary.Nondeterminism.Request));
            Assert.All(summary.Divergences, divergence => Assert.Equal((DivergenceKind.ResponseBody, "/trip"), (divergence.Kind, divergence.Location)));
        }
    }

    private void AssertEachRequestHadTheAnswersOfOneExchange(IReadOnlyList<string> byRequest, int times)
    {
        Assert.Equal(
            trips.Incident.Exchanges.Select(exchange => (AnswerLedger.Recorded(exchange), times)).Order(),
            byRequest.GroupBy(answers => answers).Select(group => (group.Key, group.Count())).Order());
    }
}
