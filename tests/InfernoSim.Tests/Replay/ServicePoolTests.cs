using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

public class ServicePoolTests
{
    [Fact]
    public async Task Each_run_has_the_services_that_the_pool_gives_it_and_gives_them_back()
    {
        var pool = new CountingPool(fanout: 3);
        ReplayOptions options = FakeService.AsFastAsPossible with { Runs = 2, Fanout = 3, State = ReplayState.FreshPerWorker };
        var engine = new ReplayEngine(ReplayPlan.Create(new IncidentBuilder().Exchange("/a").Exchange("/b").Build(), options), pool, TimeProvider.System, observer: null);

        ReplaySummary summary = Verdict.Judge(await engine.RunAsync());

        Assert.True(summary.Passed, summary.ToText());
        Assert.Equal(6, summary.Services);
        Assert.Equal(["begin 1", "end 1", "begin 2", "end 2"], pool.Happened);
        Assert.All(pool.Services, service => Assert.Equal(1, service.Handlers));
    }

    [Fact]
    public void An_answer_of_another_service_does_not_show_that_one_is_not_gone()
    {
        var loss = new ServiceLoss(ReplayState.FreshPerWorker);
        loss.Failed(new ReplayAddress(0, 1, 5), sent: 10, ended: 20);

        loss.Answered(new ReplayAddress(0, 2, 6), sent: 30);
        loss.Answered(new ReplayAddress(1, 1, 0), sent: 40);

        Assert.Equal(new ReplayAddress(0, 1, 5), loss.Cause);
    }

    [Fact]
    public void An_answer_of_the_same_service_shows_that_it_is_not_gone()
    {
        var loss = new ServiceLoss(ReplayState.FreshPerRun);
        loss.Failed(new ReplayAddress(0, 1, 5), sent: 10, ended: 20);

        loss.Answered(new ReplayAddress(0, 2, 6), sent: 30);

        Assert.Null(loss.Cause);
    }

    private sealed class CountingPool(int fanout) : IServicePool
    {
        public List<string> Happened { get; } = [];

        public List<FakeService> Services { get; } = [];

        public int Started => Services.Count;

        public Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken)
        {
            Happened.Add($"begin {run + 1}");
            FakeService[] own = [.. Enumerable.Range(0, fanout).Select(_ => new FakeService(_ => Task.FromResult(FakeRequest.Answer())))];
            Services.AddRange(own);
            return Task.FromResult<RunServices>(new Own(this, own, run));
        }

        private sealed class Own(CountingPool pool, FakeService[] services, int run) : RunServices
        {
            public override IServiceUnderTest Of(int worker) => services[worker];

            public override ValueTask DisposeAsync()
            {
                pool.Happened.Add($"end {run + 1}");
                return ValueTask.CompletedTask;
            }
        }
    }
}
