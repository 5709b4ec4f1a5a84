using InfernoSim.Verdicts;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Replay;

public class FreshStallTests
{
    [Fact]
    public async Task A_service_of_its_own_that_waits_while_another_goes_on_has_not_stalled()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(300);
        var gate = new TaskCompletionSource();
        var service = new FakeService(async request =>
        {
            if (request.Worker == 0)
            {
                await gate.Task;
            }
            else
            {
                await Task.Delay(limit / 4, request.Aborted);
                if (request.Path == "/9")
                {
                    gate.TrySetResult();
                }
            }

            return FakeRequest.Answer();
        });
        var incident = new IncidentBuilder();
        for (int i = 0; i < 10; i++)
        {
            incident.Exchange($"/{i}");
        }

        ReplaySummary summary = await service.ReplayAsync(incident.Build(), FakeService.AsFastAsPossible with { Runs = 1, MaxIdleTime = limit, State = ReplayState.FreshPerWorker });

        Assert.True(summary.Passed, summary.ToText());
    }

    [Theory]
    [InlineData(ReplayState.FreshPerWorker, true)]
    [InlineData(ReplayState.Shared, false)]
    public async Task Twice_as_many_services_as_processors_may_take_twice_as_long(ReplayState state, bool passes)
    {
        var time = new FakeTimeProvider();
        int asked = 0;
        int workers = 2 * Environment.ProcessorCount;
        var service = new FakeService(async request =>
        {
            if (Interlocked.Increment(ref asked) == workers)
            {
                time.Advance(TimeSpan.FromSeconds(45));
            }

            await Task.Delay(TimeSpan.FromSeconds(10), time, request.Aborted);
            return FakeRequest.Answer();
        });

        Task<ReplaySummary> replay = service.ReplayAsync(
            new IncidentBuilder().Exchange("/").Build(),
            FakeService.AsFastAsPossible with { Runs = 1, Fanout = workers, MaxIdleTime = TimeSpan.Zero, State = state },
            time);
        ReplaySummary summary = await time.AdvanceUntilAsync(replay, TimeSpan.FromMilliseconds(100));

        Assert.True(summary.Passed == passes, summary.ToText());
    }

    [Fact]
    public async Task Services_of_their_own_that_all_wait_have_stalled()
    {
        var service = new FakeService(async request =>
        {
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return FakeRequest.Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(
            new IncidentBuilder().Exchange("/").Build(),
            FakeService.AsFastAsPossible with { Runs = 1, MaxIdleTime = TimeSpan.FromMilliseconds(300), MaxWallTime = TimeSpan.Zero, State = ReplayState.FreshPerWorker });

        Assert.Equal(ReplayOutcome.FailStalled, summary.Outcome);
    }
}
