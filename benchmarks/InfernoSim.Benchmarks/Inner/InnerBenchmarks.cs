using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace InfernoSim.Benchmarks.Inner;

/// <summary>What happens for each call and each response of a replay, and for each that is recorded, each by itself, with BenchmarkDotNet.</summary>
internal static class InnerBenchmarks
{
    public static void Run()
    {
        // In this process, because what is measured is internal and needs no other set-up.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.JoinSummary);
        BenchmarkRunner.Run([typeof(MatchingBenchmarks), typeof(WritingBenchmarks), typeof(HidingBenchmarks)], config);
    }
}
