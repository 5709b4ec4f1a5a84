using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Recordings;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>What a replay takes of memory as runs and workers grow.</summary>
internal sealed class ReplayMemory : Comparison
{
    public override string Name => "memory";

    public override string Title => "Memory of a replay of 100 exchanges, by runs x fan-out";

    public override IReadOnlyList<Metric> Metrics { get; } = [new("largest heap after a collection", "MB"), new("peak working set", "MB")];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        string folder = NewFolder().Path;
        await TrivialIncident.WriteAsync(folder, exchanges: 100, reordersKeys: true);
        ChildProcess service = await StartAsync(ChildRoles.Service);
        return
        [
            Replay(1, 1),
            Replay(10, 10),
            Replay(10, 50),
            Replay(100, 10),
        ];

        Variant Replay(int runs, int fanout) => new($"{runs} x {fanout}", async () =>
        {
            await using ChildProcess replay = await ChildProcess.StartAsync(ChildRoles.ReplayMemory, folder, service.Address);
            return await replay.AskAsync<double[]>($"{runs} {fanout}");
        });
    }
}
