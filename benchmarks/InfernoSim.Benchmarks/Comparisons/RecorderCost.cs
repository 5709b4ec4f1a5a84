using System.Globalization;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>A service with the flight recorder against the same without, in full use and at a rate.</summary>
/// <param name="kibibytes">The size of each request's body, and of each response's.</param>
/// <param name="rate">Requests a second for the latency: few enough that hardly one waits for another.</param>
/// <param name="works">Whether the service works as most do, and does not only read and answer.</param>
internal sealed class RecorderCost(int kibibytes, int rate, bool works) : Comparison
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"recorder-{(works ? "service-" : "")}{kibibytes}k");

    public override string Title => string.Create(
        CultureInfo.InvariantCulture,
        $"Flight recorder in a service that {(works ? "binds JSON, asks a dependency and answers" : "only reads and answers")}, bodies of {kibibytes} KiB in both directions, 50 connections");

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("requests a second", "req/s", Requirement.RatioAtLeast(0.95)),
        new("processor time of the service, for a request", "µs"),
        new("allocated by the service, for a request", "bytes"),
        new(string.Create(CultureInfo.InvariantCulture, $"median at {rate} requests a second"), "ms"),
        new(string.Create(CultureInfo.InvariantCulture, $"p99 at {rate} requests a second"), "ms", Requirement.RatioAtMost(1.1)),
    ];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        string bytes = Text.Of(kibibytes * 1024);
        string dependency = works ? (await StartAsync(ChildRoles.Service)).Address : "";
        return [await VariantAsync("bare service", bytes, "", dependency, effort), await VariantAsync("with the flight recorder", bytes, NewFolder().Path, dependency, effort)];
    }

    private async Task<Variant> VariantAsync(string name, string bytes, string folder, string dependency, Effort effort)
    {
        ChildProcess service = await StartAsync(ChildRoles.BodyService, bytes, folder, dependency);
        ChildProcess load = await StartAsync(ChildRoles.SocketLoad, service.Address, "/orders", bytes);
        return new Variant(name, async () =>
        {
            BodyServiceCounts before = await service.AskAsync<BodyServiceCounts>("");
            double[] throughput = await Throughput.MeasureAsync(service, () => load.AskAsync<LoadResult>(Text.Of(effort.Seconds)));
            BodyServiceCounts after = await service.AskAsync<BodyServiceCounts>("");
            if (after.Dropped > before.Dropped)
            {
                throw new BenchmarkException($"The flight recorder had no room for {after.Dropped - before.Dropped} exchanges: a service that is not recorded is not what is measured.");
            }

            LoadResult paced = await load.AskAsync<LoadResult>($"{Text.Of(effort.Seconds)} {Text.Of(rate)}");
            return [.. throughput, (after.Allocated - before.Allocated) / (throughput[0] * effort.Seconds), paced.P50, paced.P99];
        });
    }
}
