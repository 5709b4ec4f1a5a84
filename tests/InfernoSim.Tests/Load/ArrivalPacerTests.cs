using InfernoSim.Load;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Load;

public class ArrivalPacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_arrival_is_sent_when_it_is_due()
    {
        List<(double Due, double Sent)> sends = Run(rate: 10, TimeSpan.FromSeconds(1), onSend: _ => { });

        Assert.Equal(10, sends.Count);
        Assert.All(sends, (send, i) => Assert.Equal((i * 100.0, i * 100.0), send));
    }

    [Fact]
    public void A_generator_that_is_held_up_sends_what_is_overdue_at_once_and_keeps_to_its_schedule()
    {
        // The third send takes 350 ms of the generator's own time.
        List<(double Due, double Sent)> sends = Run(rate: 10, TimeSpan.FromSeconds(1), onSend: number =>
        {
            if (number == 2)
            {
                _time.Advance(TimeSpan.FromMilliseconds(350));
            }
        });

        Assert.Equal([0, 100, 200, 300, 400, 500, 600, 700, 800, 900], sends.Select(send => send.Due));
        Assert.Equal([0, 100, 200, 550, 550, 550, 600, 700, 800, 900], sends.Select(send => send.Sent));
    }

    [Fact]
    public void Late_sends_are_counted_and_latency_is_counted_from_the_schedule()
    {
        var shape = new LoadShape { Rate = 10, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(1), Tolerance = TimeSpan.FromMilliseconds(60) };
        var recorder = new LoadRecorder(_time, _time.GetTimestamp());
        var pacer = new ArrivalPacer(ArrivalSchedule.Constant(10), _time, WaitUntil);
        int number = 0;

        pacer.Run(_time.GetTimestamp(), shape.Length, Send, CancellationToken.None);

        LoadResult result = recorder.ToResult(shape);
        Assert.Equal((10, 10, 0, 0), (result.Arrivals, result.Requests, result.Missed, result.Errors));

        // 300, 400 and 500 were sent at 550; the last of them is within the tolerance.
        Assert.Equal(2, result.Late);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 50, 150, 250], result.SendDelays);
        Assert.Equal(150, result.Latency(0.9).Value, 6);
        Assert.Equal(250, result.MaxLatency, 6);

        void Send(long due)
        {
            recorder.Begin();
            long sent = _time.GetTimestamp();
            recorder.End(due, sent, sent, isArrival: true, error: null);
            if (number++ == 2)
            {
                _time.Advance(TimeSpan.FromMilliseconds(350));
            }
        }
    }

    [Fact]
    public void Nothing_is_sent_after_the_generator_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        int sent = 0;

        new ArrivalPacer(ArrivalSchedule.Constant(10), _time, WaitUntil).Run(_time.GetTimestamp(), TimeSpan.FromSeconds(1), Send, stop.Token);

        Assert.Equal(4, sent);

        void Send(long due)
        {
            if (++sent == 4)
            {
                stop.Cancel();
            }
        }
    }

    private List<(double Due, double Sent)> Run(double rate, TimeSpan length, Action<int> onSend)
    {
        long started = _time.GetTimestamp();
        var sends = new List<(double, double)>();
        new ArrivalPacer(ArrivalSchedule.Constant(rate), _time, WaitUntil).Run(started, length, Send, CancellationToken.None);
        return sends;

        void Send(long due)
        {
            sends.Add((_time.GetElapsedTime(started, due).TotalMilliseconds, _time.GetElapsedTime(started).TotalMilliseconds));
            onSend(sends.Count - 1);
        }
    }

    private void WaitUntil(long due)
    {
        TimeSpan left = _time.GetElapsedTime(_time.GetTimestamp(), due);
        if (left > TimeSpan.Zero)
        {
            _time.Advance(left);
        }
    }
}
