using InfernoSim.Load;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Envelope;

/// <summary>A queue in front of so many servers, computed, not run. Its clock moves by what a real measurement would take.</summary>
internal sealed class SyntheticService(int servers, double milliseconds, double noise = 0, int seed = 1)
{
    private readonly Random _random = new(seed);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What it completes a second when it is kept busy.</summary>
    public double Capacity => servers * 1000 / milliseconds;

    /// <summary>Beyond so many a second, requests are turned away.</summary>
    public double? RateLimit { get; init; }

    /// <summary>A load of more a second breaks it: for so long it does a tenth of what it did.</summary>
    public (double Rate, TimeSpan For)? Collapse { get; init; }

    /// <summary>One request of so many takes a second; 0 for none.</summary>
    public int SlowEvery { get; init; }

    private int _served;
    private DateTimeOffset _whole;

    /// <summary>Whether it is itself.</summary>
    public bool IsWhole => Time.GetUtcNow() >= _whole;

    /// <summary>The share of measurements in which the machine stands still for 400 ms.</summary>
    public double Hiccups { get; init; }

    public LoadResult Open(double rate, TimeSpan measured)
    {
        var shape = new LoadShape { Rate = rate, Measured = measured };
        double slower = IsWhole ? 1 : 10;
        double interval = 1000 / rate;
        double hiccup = _random.NextDouble() < Hiccups ? shape.Warmup.TotalMilliseconds + (_random.NextDouble() * measured.TotalMilliseconds) : double.NaN;
        double tokens = 1;
        double[] free = new double[servers];
        var samples = new List<LoadSample>();
        for (double due = 0; due < shape.Length.TotalMilliseconds; due += interval)
        {
            tokens = RateLimit is { } limit ? Math.Min(2, tokens + (limit / rate)) : 2;
            if (tokens < 1)
            {
                samples.Add(new LoadSample(due, due, due + 1, true, IsError: true));
                continue;
            }

            tokens--;
            int server = Array.IndexOf(free, free.Min());
            double begins = Math.Max(due, free[server]);
            begins = begins >= hiccup && begins < hiccup + 400 ? hiccup + 400 : begins;
            free[server] = begins + (slower * ServiceTime());
            samples.Add(new LoadSample(due, due, free[server] + Overhead(), true, IsError: false));
        }

        LoadResult result = Done(shape, samples);
        if (Collapse is { } collapse && rate > collapse.Rate)
        {
            _whole = Time.GetUtcNow() + collapse.For;
        }

        return result;
    }

    public LoadResult Closed(int workers, TimeSpan measured)
    {
        var shape = new LoadShape { Workers = workers, Measured = measured };
        double[] free = new double[servers];
        var ready = new PriorityQueue<int, double>(Enumerable.Range(0, workers).Select(worker => (worker, 0.0)));
        var samples = new List<LoadSample>();
        while (ready.TryDequeue(out int worker, out double due) && due < shape.Length.TotalMilliseconds)
        {
            int server = Array.IndexOf(free, free.Min());
            free[server] = Math.Max(due, free[server]) + ServiceTime();
            samples.Add(new LoadSample(due, due, free[server], true, IsError: false));
            ready.Enqueue(worker, free[server]);
        }

        return Done(shape, samples);
    }

    private LoadResult Done(LoadShape shape, List<LoadSample> samples)
    {
        Time.Advance(TimeSpan.FromMilliseconds(Math.Max(shape.Length.TotalMilliseconds, samples.Max(sample => sample.Ended))));
        return new LoadResult(shape, [.. samples], [], new Dictionary<string, int>());
    }

    private double ServiceTime() => SlowEvery > 0 && ++_served % SlowEvery == 0 ? 1000 : milliseconds * (1 + (noise * ((2 * _random.NextDouble()) - 1)));

    private double Overhead() => noise * 5 * _random.NextDouble();
}
