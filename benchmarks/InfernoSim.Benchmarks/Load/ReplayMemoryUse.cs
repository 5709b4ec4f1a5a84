using System.Diagnostics;
using System.Globalization;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Load;

/// <summary>The memory that a replay takes.</summary>
internal static class ReplayMemoryUse
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>The role: a command is <c>RUNS FANOUT</c>; one a process, because the peak is the process's.</summary>
    /// <param name="folder">The incident.</param>
    /// <param name="address">The service.</param>
    public static async Task RunAsync(string folder, string address)
    {
        ParentLink.Ready();
        await ParentLink.AnswerAsync(async command =>
        {
            int[] numbers = [.. command.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            Incident incident = IncidentReader.Read(folder);
            using var heap = new HeapWatch();
            await ReplayLoad.ReplayAsync(incident, address, numbers[0], numbers[1]);
            using var self = Process.GetCurrentProcess();
            return new double[] { heap.Stop() / Megabyte, self.PeakWorkingSet64 / Megabyte };
        });
    }

    /// <summary>Looks at what each garbage collection leaves.</summary>
    private sealed class HeapWatch : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public HeapWatch() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

        public long Stop()
        {
            GC.Collect();
            Look();
            return Interlocked.Read(ref _peak);
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            long size = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
            InterlockedMax(size);
        }

        private void InterlockedMax(long size)
        {
            long peak = Interlocked.Read(ref _peak);
            while (size > peak)
            {
                long seen = Interlocked.CompareExchange(ref _peak, size, peak);
                if (seen == peak)
                {
                    return;
                }

                peak = seen;
            }
        }
    }
}
