using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Load;
using InfernoSim.Load.Envelope;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.Envelope;

public class EdgeLimitTests
{
    [Fact]
    public async Task The_service_is_watched_while_it_is_given_more_than_it_sustains()
    {
        int arrived = 0;
        var probe = new CollectingProbe();
        double watchedAt = 0;

        // Two of three are never answered, so that ever more are in flight.
        LimitingFactorSummary limit = await NameAsync(
            async request =>
            {
                if (Interlocked.Increment(ref arrived) % 3 != 0)
                {
                    await Task.Delay(Timeout.Infinite, request.Aborted);
                }

                return Answer();
            },
            Missed(100),
            () => probe,
            rate => watchedAt = rate);

        Assert.Equal(150, watchedAt);
        Assert.Equal(("GC_PRESSURE", LimitConfidence.Suspected), (limit.Name, limit.Confidence));
        Assert.StartsWith("all threads were stopped for 50 % of the time", limit.Evidence, StringComparison.Ordinal);
        Assert.True(probe.IsDisposed);
    }

    [Fact]
    public async Task A_load_that_is_kept_up_with_beyond_the_edge_has_no_limit_to_be_named()
    {
        LimitingFactorSummary limit = await NameAsync(_ => Task.FromResult(Answer()), Missed(20));

        Assert.Equal(("UNKNOWN", LimitConfidence.None), (limit.Name, limit.Confidence));
    }

    // From given evidence: where other programs keep the machine busy, that is what is said.
    [Fact]
    public void Where_nothing_is_used_up_beyond_the_edge_it_is_said_to_be_how_long_requests_take()
    {
        using LoadEngine load = EngineOf(new FakeService(_ => Task.FromResult(Answer())));
        LimitingFactorSummary limit = new EdgeLimit(load, ShapeOf).NameOf(new LimitEvidence
        {
            Load = new LoadEvidence { Elapsed = 2, Endings = new EndingCounts { Answered = 60 }, AskedRate = 30, BacklogGrowth = 0, InFlight = 1, InFlightByLittle = 1, InFlightChange = 1, ThroughputChange = 1 },
            Replayer = new ReplayerEvidence { Cores = 4, CpuCores = 0.3, MachineIdle = 0.7, PoolDelay = 0.0001 },
        });

        Assert.Equal(("UNKNOWN", LimitConfidence.None), (limit.Name, limit.Confidence));
        Assert.StartsWith("nothing was used up at 1.5 times the edge", limit.Evidence, StringComparison.Ordinal);
        Assert.EndsWith("it is how long requests take that misses the objective", limit.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_where_no_load_missed_or_the_generator_did()
    {
        int sent = 0;

        LimitingFactorSummary none = await NameAsync(Count, missed: null);
        LimitingFactorSummary generator = await NameAsync(Count, Missed(100) with { IsGeneratorLimited = true });

        Assert.Equal(("UNKNOWN", "REPLAYER", 0), (none.Name, generator.Name, sent));

        Task<HttpResponseMessage> Count(FakeRequest request)
        {
            Interlocked.Increment(ref sent);
            return Task.FromResult(Answer());
        }
    }

    private static MeasuredStep Missed(double load) =>
        new(load, new LoadResult(ShapeOf(load), [], [], new Dictionary<string, int>())) { Verdict = StepVerdict.Missed, HoldsAsMeasured = false, IsBounded = true };

    private static LoadShape ShapeOf(double rate) =>
        new() { Rate = rate, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(1), Drain = TimeSpan.Zero };

    private static LoadEngine EngineOf(FakeService service)
    {
        Incident incident = new IncidentBuilder().Exchange("/1").Build();
        return new LoadEngine(ReplayPlan.Create(incident, FakeService.AsFastAsPossible), service);
    }

    private static async Task<LimitingFactorSummary> NameAsync(
        Func<FakeRequest, Task<HttpResponseMessage>> answer, MeasuredStep? missed, Func<ILimitProbe?>? startProbe = null, Action<double>? onRate = null)
    {
        using LoadEngine load = EngineOf(new FakeService(answer));
        var edge = new EdgeLimit(load, rate =>
        {
            onRate?.Invoke(rate);
            return ShapeOf(rate);
        })
        {
            StartProbe = startProbe,
        };
        return await edge.NameAsync(missed, CancellationToken.None).WaitAsync(Patience.Limit);
    }

    /// <summary>A service that collects garbage half of the time.</summary>
    private sealed class CollectingProbe : ILimitProbe
    {
        public bool IsDisposed { get; private set; }

        public void Restart()
        {
        }

        public void Sample()
        {
        }

        public ResourceEvidence Read() => new() { Source = "a test", Cores = 2, GcPauseShare = 0.5 };

        public void Dispose() => IsDisposed = true;
    }
}
