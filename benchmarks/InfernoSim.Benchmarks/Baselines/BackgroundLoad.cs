using System.Diagnostics;

namespace InfernoSim.Benchmarks.Baselines;

/// <summary>Something else on the machine that computes now and then, for as long as this lives: bursts and pauses of up to a tenth of a second.</summary>
internal sealed class BackgroundLoad : IDisposable
{
    private const int LongestMilliseconds = 100;

    private readonly Random _random = new(7);
    private readonly Thread _thread;
    private volatile bool _isOver;

    public BackgroundLoad()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isOver)
        {
            long began = Stopwatch.GetTimestamp();
            int burst = _random.Next(LongestMilliseconds);
            while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < burst)
            {
                Thread.SpinWait(100);
            }

            Thread.Sleep(_random.Next(LongestMilliseconds));
        }
    }
}
