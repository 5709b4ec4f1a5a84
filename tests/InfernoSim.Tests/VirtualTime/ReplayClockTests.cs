using System.Threading.Channels;
using InfernoSim.VirtualTime;

namespace InfernoSim.Tests.VirtualTime;

public class ReplayClockTests
{
    private static readonly DateTimeOffset Start = new(2023, 11, 14, 22, 13, 20, TimeSpan.Zero);

    private readonly ReplayClock _clock = new(Start);
    private readonly Channel<string> _fired = Channel.CreateUnbounded<string>();

    [Fact]
    public void It_begins_with_the_incident_and_stands_still_without_timers()
    {
        _clock.Jump();

        Assert.Equal(Start, _clock.GetUtcNow());
        Assert.Equal(0, _clock.GetTimestamp());
        Assert.Null(_clock.NextDue());
    }

    [Fact]
    public async Task It_jumps_from_one_timer_to_the_next()
    {
        Set("an hour", TimeSpan.FromHours(1));
        Set("two seconds", TimeSpan.FromSeconds(2));

        Assert.Equal((2, "two seconds"), await JumpAsync());
        Assert.Equal((3600, "an hour"), await JumpAsync());
        Assert.Equal(Start.AddHours(1), _clock.GetUtcNow());
        Assert.Null(_clock.NextDue());
    }

    [Fact]
    public async Task Timers_of_one_exchange_that_are_due_together_fire_one_after_the_other_as_they_were_made()
    {
        _clock.Enter("exchange");
        ITimer first = Set("first", TimeSpan.FromSeconds(9));
        Set("second", TimeSpan.FromSeconds(5));
        Set("third", TimeSpan.FromSeconds(5));
        first.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        Assert.Equal([(5, "first"), (5, "second"), (5, "third")], [await JumpAsync(), await JumpAsync(), await JumpAsync()]);
    }

    [Fact]
    public async Task Timers_of_several_exchanges_that_are_due_together_fire_together()
    {
        foreach (string exchange in new[] { "one", "two", "three" })
        {
            _clock.Enter(exchange);
            Set(exchange, TimeSpan.FromSeconds(5));
        }

        _clock.Jump();

        string[] fired = [await FiredAsync(), await FiredAsync(), await FiredAsync()];
        Assert.Equal(["one", "three", "two"], fired.Order(StringComparer.Ordinal));
        Assert.Null(_clock.NextDue());
    }

    [Fact]
    public async Task A_timer_of_no_time_fires_at_the_next_jump_without_time_passing()
    {
        Set("at once", TimeSpan.Zero);

        Assert.Equal((0, "at once"), await JumpAsync());
    }

    [Fact]
    public async Task A_periodic_timer_fires_each_period_until_it_is_stopped()
    {
        ITimer timer = Set("tick", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        Assert.Equal([(1, "tick"), (11, "tick"), (21, "tick")], [await JumpAsync(), await JumpAsync(), await JumpAsync()]);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Null(_clock.NextDue());
    }

    [Fact]
    public async Task A_disposed_timer_does_not_fire()
    {
        ITimer disposed = Set("disposed", TimeSpan.FromSeconds(1));
        Set("kept", TimeSpan.FromSeconds(2));

        await disposed.DisposeAsync();
        disposed.Dispose();

        Assert.Equal((2, "kept"), await JumpAsync());
    }

    [Fact]
    public async Task A_delay_that_is_cancelled_takes_its_timer_back()
    {
        using var source = new CancellationTokenSource();
        Task delay = Task.Delay(TimeSpan.FromSeconds(5), _clock, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
        Assert.Null(_clock.NextDue());
    }

    [Fact]
    public async Task A_source_is_cancelled_when_its_time_has_come()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), _clock);
        var cancelled = new TaskCompletionSource();
        using CancellationTokenRegistration registration = source.Token.Register(cancelled.SetResult);

        _clock.Jump();

        await cancelled.Task;
        Assert.Equal(Start.AddSeconds(5), _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_timer_belongs_to_the_exchange_it_was_made_in_until_it_has_fired()
    {
        _clock.Enter("exchange");
        Set("its own", TimeSpan.FromSeconds(1));
        _clock.Enter(null);
        Set("of the background", TimeSpan.FromSeconds(2));

        Assert.True(_clock.HasTimer("exchange"));
        Assert.False(_clock.HasTimer(ReplayClock.Replayer));

        await JumpAsync();

        Assert.False(_clock.HasTimer("exchange"));
    }

    [Fact]
    public void A_callback_runs_in_the_context_its_timer_was_made_in()
    {
        var ambient = new AsyncLocal<string> { Value = "of the maker" };
        using var ran = new ManualResetEventSlim();
        string? seen = null;
        _clock.CreateTimer(_ => (seen, _) = (ambient.Value, Signal(ran)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        ambient.Value = "of someone else";

        _clock.Jump();

        ran.Wait();
        Assert.Equal("of the maker", seen);
    }

    [Fact]
    public void A_time_that_no_timer_can_take_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Set("past", TimeSpan.FromSeconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Set("too long", TimeSpan.FromDays(50)));
    }

    private static bool Signal(ManualResetEventSlim ran)
    {
        ran.Set();
        return true;
    }

    private ITimer Set(string name, TimeSpan due, TimeSpan? period = null) =>
        _clock.CreateTimer(_ => _fired.Writer.TryWrite(name), null, due, period ?? Timeout.InfiniteTimeSpan);

    private async Task<(double At, string Fired)> JumpAsync()
    {
        _clock.Jump();
        return (TimeSpan.FromTicks(_clock.GetTimestamp()).TotalSeconds, await FiredAsync());
    }

    private async Task<string> FiredAsync() => await _fired.Reader.ReadAsync();
}
