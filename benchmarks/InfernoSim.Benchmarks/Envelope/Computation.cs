using System.Diagnostics;
using System.Security.Cryptography;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>
/// A fixed amount of computing that takes about 5 ms. What the machine can do of it a second is measured with all cores
/// busy: two cores may be one with two threads, and other processes may be running.
/// </summary>
internal sealed class Computation
{
    private static readonly TimeSpan Calibration = TimeSpan.FromSeconds(2);
    private readonly int _rounds;

    private Computation(int rounds) => _rounds = rounds;

    public static Computation Calibrate()
    {
        const int Trial = 1000;
        return new Computation((int)(Trial * new Computation(Trial).MeasurePerSecond() / Environment.ProcessorCount * 0.005));
    }

    public void Run()
    {
        Span<byte> hash = stackalloc byte[32];
        for (int round = 0; round < _rounds; round++)
        {
            SHA256.HashData(hash, hash);
        }
    }

    /// <summary>How often it can be done a second, on all cores together.</summary>
    public double MeasurePerSecond()
    {
        long done = 0;
        long began = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;

        void Work()
        {
            while (Stopwatch.GetElapsedTime(began) < Calibration)
            {
                Run();
                Interlocked.Increment(ref done);
            }
        }
    }
}
