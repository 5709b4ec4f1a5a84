using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Recordings;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>The replay driver against the least that an <see cref="HttpClient"/> loop does.</summary>
internal sealed class ReplayDriver : Comparison
{
    public override string Name => "replay";

    public override string Title => "Replay driver with the full verdict, 50 workers, against a trivial Kestrel service";

    public override IReadOnlyList<Metric> Metrics { get; } = Throughput.MetricsOf(floor: 0.6);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        ChildProcess service = await StartAsync(ChildRoles.Service);
        ChildProcess loop = await StartAsync(ChildRoles.HttpClientLoad, service.Address);
        return
        [
            new("bare HttpClient loop, 50 workers", () => Throughput.MeasureAsync(loop, () => loop.AskAsync<LoadResult>(Text.Of(effort.Seconds)))),
            await ReplayOfAsync("replay, bodies equal byte for byte", service, effort, reordersKeys: false),
            await ReplayOfAsync("replay, every body compared as JSON", service, effort, reordersKeys: true),
        ];
    }

    private async Task<Variant> ReplayOfAsync(string name, ChildProcess service, Effort effort, bool reordersKeys)
    {
        string folder = NewFolder().Path;
        await TrivialIncident.WriteAsync(folder, exchanges: 1000, reordersKeys);
        ChildProcess driver = await StartAsync(ChildRoles.ReplayDriver, folder, service.Address);
        return new Variant(name, () => Throughput.MeasureAsync(driver, () => driver.AskAsync<LoadResult>(Text.Of(effort.ReplayRuns))));
    }
}
