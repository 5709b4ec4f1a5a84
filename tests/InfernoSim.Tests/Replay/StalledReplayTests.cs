using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Replay;
using InfernoSim.Verdicts;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

public class StalledReplayTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_service_that_hangs_stalls_the_replay_at_the_exchange_and_after_the_call_where_it_hung()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FakeService(async request =>
        {
            await request.CallAsync("http://a.test/first");
            if (request.Path == "/b")
            {
                hanging.SetResult();
                await Task.Delay(Timeout.Infinite, request.Aborted);
            }

            return Answer();
        });
        IncidentEvent[] calls = [Call("http://a.test/first"), Call("http://a.test/second", at: 3)];
        Incident incident = new IncidentBuilder().Exchange("/a", calls: calls[..1]).Exchange("/b", calls: calls).Exchange("/c").Build();

        Task<ReplaySummary> replay = service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Runs = 5, Fanout = 1 }, _time);
        await hanging.Task.WaitAsync(Patience.Limit);
        ReplaySummary summary = await _time.AdvanceUntilAsync(replay, TimeSpan.FromMilliseconds(100));

        Assert.Equal((ReplayOutcome.FailStalled, 1), (summary.Outcome, summary.ExitCode));
        Assert.Equivalent(new RunCounts(5, 1, 0, 0), summary.Runs, strict: true);
        Assert.Equivalent(new ObservedCount(1, 3), summary.Inbound, strict: true);
        Assert.Equal("1 unanswered", $"{summary.MissingResponses}");
        Divergence divergence = Assert.Single(summary.Divergences);
        Assert.Equal((DivergenceKind.ResponseStalled, 1), (divergence.Kind, divergence.Exchange));
        Assert.Contains("after the dependency call GET http://a.test/first", divergence.Got, StringComparison.Ordinal);
        Assert.Contains("exchange 2 (GET /b)", summary.Reason, StringComparison.Ordinal);
        Assert.Contains("MaxIdleTime", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_hangs_before_any_call_is_said_to()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FakeService(async request =>
        {
            hanging.SetResult();
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        });

        Task<ReplaySummary> replay = service.ReplayAsync(new IncidentBuilder().Exchange("/a").Build(), FakeService.AsFastAsPossible with { Fanout = 1 }, _time);
        await hanging.Task.WaitAsync(Patience.Limit);
        ReplaySummary summary = await _time.AdvanceUntilAsync(replay, TimeSpan.FromMilliseconds(100));

        Assert.Contains("no dependency call came", summary.FirstDivergence!.Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_its_wall_time_stalls_at_the_exchange_that_was_awaited()
    {
        var service = new FakeService(async request =>
        {
            if (request.Path == "/b")
            {
                _time.Advance(TimeSpan.FromSeconds(31));
                await Task.Delay(Timeout.Infinite, request.Aborted);
            }

            return Answer();
        });
        Incident incident = new IncidentBuilder().Exchange("/a").Exchange("/b").Exchange("/c").Build();

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Fanout = 1, MaxIdleTime = TimeSpan.Zero }, _time);

        Assert.Equal(ReplayOutcome.FailStalled, summary.Outcome);
        Assert.Equal("run 1 took longer than MaxWallTime = 30s, while exchange 2 (GET /b) was awaited", summary.Reason);
        Assert.Empty(summary.Divergences);
        Assert.Equivalent(new RunCounts(2, 1, 0, 0), summary.Runs, strict: true);
    }

    [Fact]
    public void A_recorded_gap_that_is_waited_for_is_no_stall()
    {
        LedgerBench bench = Bench();
        RunWatch watch = WatchOf(bench);
        ExchangeScope scope = bench.Open(0, 0);
        scope.EndResponse(_time.GetTimestamp());
        bench.Run.Close(scope);

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(watch.Check());
    }

    [Fact]
    public void Waiting_for_late_calls_is_no_stall()
    {
        LedgerBench bench = Bench();
        RunWatch watch = WatchOf(bench);
        bench.Open(0, 0).EndResponse(_time.GetTimestamp());

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(watch.Check());
    }

    [Fact]
    public async Task What_happens_on_either_side_of_the_service_keeps_a_request_from_being_idle()
    {
        LedgerBench bench = Bench();
        RunWatch watch = WatchOf(bench);
        ExchangeScope scope = bench.Open(0, 0);

        _time.Advance(TimeSpan.FromSeconds(4));
        await bench.AskAsync(scope, "http://a.test/p");
        _time.Advance(TimeSpan.FromSeconds(4));
        await bench.AskAsync(scope, "http://a.test/unknown");
        _time.Advance(TimeSpan.FromSeconds(4));
        scope.Activity.Touch();
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(watch.Check());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(watch.Check());
        Assert.True(scope.HasStalled);
    }

    [Theory]
    [InlineData(1.0, 30, "30s that it took in the incident")]
    [InlineData(0.1, 30, "30s that it took in the incident")]
    [InlineData(3.0, 70, "1m10s that it takes at this pace (30s in the incident)")]
    public void A_service_that_is_silent_until_another_request_comes_is_given_the_time_that_it_takes_to_come_at_the_pace_of_the_replay(double timeScale, int mayTake, string beyond)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/events", at: 0, took: 30_000, response: answer => answer with { DurationNanoseconds = 30_000_000_000 })
            .Exchange("/publish", at: 20_000)
            .Exchange("/later", at: 40_000)
            .Build();
        var bench = new LedgerBench(incident, FakeService.AsFastAsPossible with { TimeScale = timeScale, MaxWallTime = TimeSpan.Zero }, _time);
        RunWatch watch = WatchOf(bench);
        bench.Open(0, 0);

        _time.Advance(TimeSpan.FromSeconds(mayTake + 4));
        Assert.Null(watch.Check());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal($"nothing happened for 5s (MaxIdleTime) beyond the {beyond} while a response was awaited", watch.Check());
    }

    [Fact]
    public void Another_request_that_makes_progress_does_not_hide_one_that_does_not()
    {
        LedgerBench bench = Bench();
        RunWatch watch = WatchOf(bench);
        ExchangeScope hanging = bench.Open(0, 0);
        ExchangeScope busy = bench.Open(1, 0);

        _time.Advance(TimeSpan.FromSeconds(6));
        busy.Activity.Touch();

        Assert.NotNull(watch.Check());
        Assert.True(hanging.HasStalled);
        Assert.False(busy.HasStalled);
    }

    [Fact]
    public void Time_in_which_the_machine_let_nobody_run_is_no_idle_time_of_the_service()
    {
        LedgerBench bench = Bench();
        var waited = new Queue<TimeSpan>([TimeSpan.Zero, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4)]);
        var watch = new RunWatch(bench.Plan, bench.Run, _time.GetTimestamp(), _time, () => waited.Dequeue);
        bench.Open(0, 0);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(watch.Check());
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(watch.Check());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("nothing happened for 5s (MaxIdleTime), not counting 4s for which it waited for a core of a busy machine, while a response was awaited", watch.Check());
    }

    [Fact]
    public void A_busy_machine_excuses_no_more_than_three_times_the_limit()
    {
        LedgerBench bench = Bench();
        var watch = new RunWatch(bench.Plan, bench.Run, _time.GetTimestamp(), _time, () => () => TimeSpan.FromHours(1));
        bench.Open(0, 0);

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Null(watch.Check());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(watch.Check());
    }

    [Fact]
    public async Task What_goes_wrong_outside_of_http_ends_the_replay_at_once()
    {
        var inFlight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FakeService(async request =>
        {
            if (request.Path == "/bug")
            {
                await inFlight.Task.WaitAsync(Patience.Limit);
                throw new InvalidOperationException("a bug");
            }

            inFlight.TrySetResult();
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        });
        Incident incident = new IncidentBuilder().Exchange("/hangs", at: 0, took: 100).Exchange("/bug", at: 10).Exchange("/hangs", at: 20, took: 5).Build();
        ReplayEngine engine = service.EngineFor(incident, FakeService.AsFastAsPossible with { Fanout = 3, MaxIdleTime = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => engine.RunAsync().WaitAsync(Patience.Limit));

        Assert.Equal("a bug", thrown.Message);
    }

    [Fact]
    public async Task A_progress_sink_that_throws_is_not_swallowed()
    {
        ReplayEngine engine = new FakeService(_ => Task.FromResult(Answer())).EngineFor(new IncidentBuilder().Exchange("/a").Build(), FakeService.AsFastAsPossible);

        await Assert.ThrowsAsync<NotSupportedException>(() => engine.RunAsync(new ThrowingSink()).WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_replay_that_is_cancelled_ends_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var service = new FakeService(async request =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        });

        Task<ReplayRecording> replay = service.EngineFor(new IncidentBuilder().Exchange("/a").Build(), FakeService.AsFastAsPossible).RunAsync(null, cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replay.WaitAsync(Patience.Limit));
    }

    private LedgerBench Bench() => new(new IncidentBuilder().Exchange("/a", calls: [Call("http://a.test/p"), Call("http://a.test/late", at: 50)]).Build(), time: _time);

    private RunWatch WatchOf(LedgerBench bench) => new(bench.Plan, bench.Run, _time.GetTimestamp(), _time);

    private sealed class ThrowingSink : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => throw new NotSupportedException();
    }
}
