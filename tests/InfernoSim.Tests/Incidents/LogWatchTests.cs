using InfernoSim.Incidents;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Incidents;

public sealed class LogWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private int _takenOver;

    [Fact]
    public async Task A_write_that_takes_too_long_is_taken_over_once_and_who_wrote_does_not_go_on()
    {
        using LogWatch watch = Watch();
        watch.Begin();
        Pass(3 * Patience);

        await watch.Ended;

        Assert.Equal((1, true, false), (_takenOver, watch.HasTakenOver, watch.End()));
    }

    [Fact]
    public void Writes_that_each_end_in_time_are_not_taken_over_however_many_there_are()
    {
        using LogWatch watch = Watch();
        for (int write = 0; write < 20; write++)
        {
            watch.Begin();
            Pass(Patience * 0.9);
            Assert.True(watch.End());
        }

        Assert.Equal((0, false), (_takenOver, watch.HasTakenOver));
    }

    [Fact]
    public void Nothing_is_taken_over_while_nothing_is_written()
    {
        using LogWatch watch = Watch();
        watch.Begin();
        watch.End();

        Pass(10 * Patience);

        Assert.Equal((0, false), (_takenOver, watch.HasTakenOver));
    }

    private LogWatch Watch() => new(Patience, _time, () =>
    {
        Interlocked.Increment(ref _takenOver);
        return Task.CompletedTask;
    });

    private void Pass(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Patience / 8)
        {
            _time.Advance(Patience / 8);
        }
    }
}
