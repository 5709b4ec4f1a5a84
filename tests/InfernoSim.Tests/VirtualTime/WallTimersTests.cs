using System.Collections.Concurrent;
using InfernoSim.VirtualTime;

namespace InfernoSim.Tests.VirtualTime;

public sealed class WallTimersTests : IDisposable
{
    private const string Exchange = "exchange";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ReplayClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ConcurrentQueue<string> _fired = new();
    private readonly CancellationTokenSource _end = new();
    private readonly WallTimers _timers;

    public WallTimersTests()
    {
        _timers = new WallTimers(_clock, timer => _fired.Enqueue($"{timer.Owner}: {timer}"));
        _clock.Enter(Exchange);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _timers.Dispose();
    }

    [Fact]
    public void A_delay_is_named()
    {
        _ = Task.Delay(Hour, _end.Token);

        Assert.Equal("Task.Delay of 1h0m0s", Waited());
    }

    [Fact]
    public void A_wait_with_a_limit_is_named()
    {
        _ = new TaskCompletionSource().Task.WaitAsync(Hour, _end.Token);

        Assert.Equal("Task.WaitAsync of 1h0m0s", Waited());
    }

    [Fact]
    public void A_source_that_is_cancelled_after_some_time_is_named()
    {
        using var source = new CancellationTokenSource(Hour);

        Assert.Equal("CancellationTokenSource of 1h0m0s", Waited());
    }

    [Fact]
    public void A_periodic_timer_is_named()
    {
        using var timer = new PeriodicTimer(Hour);

        Assert.Equal("PeriodicTimer of 1h0m0s", Waited());
    }

    [Fact]
    public void A_callback_that_comes_once_is_named()
    {
        using var timer = new Timer(_ => { }, null, Hour, Timeout.InfiniteTimeSpan);

        Assert.Equal("Timer of 1h0m0s", Waited());
    }

    [Fact]
    public void The_timeout_of_a_client_is_named()
    {
        using var client = new HttpClient(new Unanswered()) { Timeout = Hour };
        _ = client.GetAsync(new Uri("http://slow.test/"), _end.Token);

        Assert.Equal("HttpClient.Timeout of 1h0m0s", Waited());
    }

    [Fact]
    public void A_callback_that_repeats_is_nothing_that_a_request_waits_for()
    {
        using var timer = new Timer(_ => { }, null, Hour, Hour);

        Assert.Null(Waited());
    }

    [Fact]
    public async Task The_timer_with_which_a_handler_cleans_its_connections_is_nothing_that_a_request_waits_for()
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = Hour, ConnectCallback = (_, _) => throw new IOException("no connection") });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://slow.test/");

        await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, _end.Token));

        Assert.Null(Waited());
    }

    [Fact]
    public void A_timer_of_another_exchange_or_of_none_is_not_its_own()
    {
        foreach (string? owner in new[] { "another", ReplayClock.Replayer, null })
        {
            _clock.Enter(owner);
            _ = Task.Delay(Hour, _end.Token);
        }

        Assert.Null(Waited());
    }

    [Fact]
    public async Task A_timer_that_was_taken_back_is_forgotten()
    {
        Task delay = Task.Delay(Hour, _end.Token);
        await _end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
        Assert.Null(Waited());
    }

    [Fact]
    public void Only_what_would_have_fired_by_then_is_waited_for()
    {
        _ = Task.Delay(Hour, _end.Token);

        Assert.Null(_timers.DueBy(Exchange, Hour.Ticks - 1));
        Assert.NotNull(_timers.DueBy(Exchange, Hour.Ticks));
    }

    [Fact]
    public async Task A_timer_that_fires_is_told_before_its_exchange_goes_on()
    {
        await Task.Delay(5, _end.Token);

        Assert.Equal(["exchange: Task.Delay of 5ms"], _fired);
        Assert.Null(Waited());
    }

    private string? Waited() => _timers.DueBy(Exchange, long.MaxValue)?.ToString();

    private sealed class Unanswered : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
    }
}
