using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Measuring;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>
/// Computing that takes a thread 5 ms of a core by the system's own account, however fast the core is at the moment: so many
/// of it fit into a second of the machine's cores. On Linux.
/// </summary>
internal sealed class Computation
{
    private const int ThreadCpuTime = 3;
    private const int RoundsBetweenLooks = 50;
    private const long Length = 5_000_000;
    private const double PerCoreAndSecond = 200;

    private readonly OtherPrograms _others = new();

    public Computation() => _others.Restart();

    /// <summary>How much of it the cores could do a second since this was made, in what other programs and the hypervisor left of them.</summary>
    public double PerSecond => PerCoreAndSecond * Environment.ProcessorCount * (1 - (_others.Share() ?? 0));

    public static void Run()
    {
        Span<byte> hash = stackalloc byte[32];
        for (long end = ThreadNanoseconds() + Length; ThreadNanoseconds() < end;)
        {
            for (int round = 0; round < RoundsBetweenLooks; round++)
            {
                SHA256.HashData(hash, hash);
            }
        }
    }

    // clock_gettime(2): CLOCK_THREAD_CPUTIME_ID.
    private static long ThreadNanoseconds() => clock_gettime(ThreadCpuTime, out TimeSpec time) == 0
        ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
        : throw new BenchmarkException("The system does not tell how long a thread has computed: the service that computes can be searched on Linux alone.");

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054, IDE1006, CA2101, SA1300 // As the system names it; the generated form needs unsafe code.
    private static extern int clock_gettime(int clock, out TimeSpec time);
#pragma warning restore

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
