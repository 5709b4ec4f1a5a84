using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Goals;

/// <summary>Services with a planted number of calls: the counts are exact, each time, and name the request.</summary>
public class PlantedServiceTests
{
    private const int Repetitions = 20;

    private static readonly ReplayOptions FiveWorkers = FakeService.AsFastAsPossible with { Runs = 2, Fanout = 5 };

    [Fact]
    public async Task As_recorded_nothing_grows_and_nothing_is_tried_again()
    {
        var service = new FakeService(async request =>
        {
            await CallOnceAsync(request);
            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Incident(), FiveWorkers with { MaxCallGrowth = 1, MaxRetryAmplification = 1, MaxCallsPerRequest = 3 });

        Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);
        Assert.Equal(["calls <= 3 per request: Held, 3", "retries <= 1: Held, 1", "growth <= 1: Held, 1"], summary.Goals.Select(goal => $"{goal.Goal}: {goal.State}, {goal.Figure}"));
        Assert.Equal(
            [("items.test", 50, 50, 0, 2.0, 1.0), ("prices.test:8080", 10, 10, 0, 1.0, 0.0)],
            summary.DependencyCalls.Select(calls => (calls.Dependency, (int)calls.Recorded, (int)calls.Attempted, (int)calls.Unplaced, calls.Most!.Value, calls.Least!.Value)));
    }

    [Fact]
    public async Task Growth_in_one_request_is_found_exactly_twenty_times_of_twenty_under_load()
    {
        using var load = new BusyThreads(2);
        for (int i = 0; i < Repetitions; i++)
        {
            var service = new FakeService(async request =>
            {
                await CallOnceAsync(request);
                if (request.Path == "/cart/2")
                {
                    // N+1: 2 are recorded, 14 are made.
                    await Task.WhenAll(Enumerable.Range(100, 12).Select(item => request.CallAsync($"http://items.test/items/{item}")));
                }

                return FakeRequest.Answer();
            });

            ReplaySummary summary = await service.ReplayAsync(Incident(), FiveWorkers with { MaxCallGrowth = 1, Goals = [Goal.Parse("calls(items.test) <= 2 per request")] });

            Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
            Assert.Equal(
                ["calls(items.test) <= 2 per request: missed, 14 (GET /cart/2)", "growth <= 1: missed, 7 (GET /cart/2: GET items.test/items/{id})"],
                summary.Goals.Select(goal => goal.ToString()));
            DependencyCalls items = summary.DependencyCalls[0];
            Assert.Equal((50, 50 + (12 * 10), 0), (items.Recorded, items.Attempted, items.Unplaced));
            Assert.Contains("goal growth <= 1: missed, 7", summary.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_loop_over_single_items_in_place_of_one_call_for_all_is_growth()
    {
        Incident incident = new IncidentBuilder().Exchange("/cart/1", calls: [IncidentBuilder.Call("http://items.test/items?ids=1,2,3")]).Build();
        var service = new FakeService(async request =>
        {
            for (int item = 1; item <= 3; item++)
            {
                await request.CallAsync($"http://items.test/items/{item}");
            }

            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FiveWorkers with { MaxCallGrowth = 1 });

        Assert.Equal("growth <= 1: missed, 3 (GET /cart/1: GET items.test/items/{id})", Assert.Single(summary.Goals).ToString());
    }

    [Fact]
    public async Task Retries_of_failing_calls_are_counted_exactly_twenty_times_of_twenty_under_load()
    {
        using var load = new BusyThreads(2);
        for (int i = 0; i < Repetitions; i++)
        {
            // Every call fails twice; the service tries four times.
            var service = new FakeService(async request =>
            {
                foreach (string url in Calls(request.Path))
                {
                    for (int attempt = 0; attempt < 4 && await request.CallAsync(url) != "{}"; attempt++)
                    {
                    }
                }

                return FakeRequest.Answer();
            });

            ReplaySummary summary = await service.ReplayAsync(Incident(), FiveWorkers with
            {
                Faults = [Fault.Parse("dep=items.test retries=2")],
                MaxRetryAmplification = 2,
                Goals = [Goal.Parse("retries(prices.test) <= 1"), Goal.Parse("growth <= 1"), Goal.Parse("calls(items.test) <= 6")],
            });

            Assert.Equal(ReplayOutcome.FailSloMissed, summary.Outcome);
            Assert.Equal(
                [GoalState.Held, GoalState.Held, GoalState.Held, GoalState.Missed],
                summary.Goals.Select(goal => goal.State));
            Assert.Equal("goal retries <= 2: missed, 3 (GET /cart/0: GET http://items.test/items/0)", summary.Reason);
            Assert.Equal((50, 150, 3.0), (summary.DependencyCalls[0].Recorded, summary.DependencyCalls[0].Attempted, summary.DependencyCalls[0].Amplification));
        }
    }

    [Fact]
    public async Task A_call_that_is_made_again_after_it_was_answered_is_a_retry()
    {
        var service = new FakeService(async request =>
        {
            await CallOnceAsync(request);
            await request.CallAsync(Calls(request.Path)[0]);
            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Incident(), FiveWorkers with { MaxRetryAmplification = 1 });

        Assert.Equal("retries <= 1: missed, 2 (GET /cart/0: GET http://items.test/items/0)", Assert.Single(summary.Goals).ToString());
    }

    [Fact]
    public async Task A_call_that_comes_when_its_exchange_is_over_counts_for_it()
    {
        var late = new List<Task>();
        var service = new FakeService(async request =>
        {
            await CallOnceAsync(request);
            if (request.Path == "/cart/1")
            {
                lock (late)
                {
                    late.Add(CallWhenOverAsync(request));
                }
            }

            return FakeRequest.Answer();
        });
        ReplayEngine engine = service.EngineFor(Incident(), FiveWorkers with { Runs = 1, Fanout = 1, MaxCallGrowth = 1 });

        ReplaySummary summary = Verdict.Judge(await engine.RunAsync());
        await Task.WhenAll(late);

        Assert.Equal((5, 6), (summary.DependencyCalls[0].Recorded, summary.DependencyCalls[0].Attempted));
        Assert.Equivalent(new CallPeak(2, 1, "GET /cart/1", "GET items.test/items/{id}"), summary.DependencyCalls[0].Growth, strict: true);

        // The next request but one comes when this one has been finished.
        async Task CallWhenOverAsync(FakeRequest request)
        {
            await Task.Yield();
            await request.CallAsync("http://items.test/items/77");
        }
    }

    [Fact]
    public async Task Calls_without_a_trace_id_that_match_nothing_leave_the_figures_of_requests_unknown()
    {
        var service = new FakeService(async request =>
        {
            await CallOnceAsync(request);
            await request.CallAsync("http://items.test/items/77", isTraced: false);
            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Incident(), FiveWorkers with { MaxCallGrowth = 1 });

        Assert.Equal(GoalState.Unknown, Assert.Single(summary.Goals).State);
        Assert.Equal(30, summary.DependencyCalls[0].Unplaced);
    }

    private static async Task CallOnceAsync(FakeRequest request)
    {
        foreach (string url in Calls(request.Path))
        {
            await request.CallAsync(url);
        }
    }

    private static string[] Calls(string path) => path switch
    {
        "/cart/0" => ["http://items.test/items/0", "http://items.test/items/1"],
        "/cart/1" => ["http://items.test/items/2"],
        _ => ["http://items.test/items/3", "http://items.test/items/4", "http://prices.test:8080/prices?of=3"],
    };

    private static Incident Incident()
    {
        var incident = new IncidentBuilder();
        for (int i = 0; i < 3; i++)
        {
            incident.Exchange($"/cart/{i}", took: 100, at: i * 200, calls: [.. Calls($"/cart/{i}").Select((url, index) => IncidentBuilder.Call(url, at: 1 + (index * 10)))]);
        }

        return incident.Build();
    }
}
