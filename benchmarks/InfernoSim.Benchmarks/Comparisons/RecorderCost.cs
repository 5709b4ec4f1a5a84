using System.Globalization;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>A service with the flight recorder against the same without, in full use and at a rate.</summary>
/// <param name="work">What the service does for a request.</param>
/// <param name="kibibytes">The size of each request's body, and of each response's.</param>
/// <param name="rate">Requests a second for the latency: few enough that hardly one waits for another.</param>
internal sealed class RecorderCost(BodyWork work, int kibibytes, int rate) : Comparison
{
    private int BodyBytes => kibibytes * 1024;

    public override string Name
    {
        get
        {
            string kind = work switch { BodyWork.None => "", BodyWork.Call => "service-", _ => "shop-" };
            return string.Create(CultureInfo.InvariantCulture, $"recorder-{kind}{kibibytes}k");
        }
    }

    public override string Title
    {
        get
        {
            string does = work switch
            {
                BodyWork.None => "only reads and answers",
                BodyWork.Call => "binds JSON, asks a dependency and answers",
                _ => "binds JSON, reads and writes with EF Core, asks over https with HTTP/2 and gRPC, and answers",
            };
            return string.Create(CultureInfo.InvariantCulture, $"Flight recorder in a service that {does}, bodies of {kibibytes} KiB in both directions, 50 connections");
        }
    }

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("requests a second", "req/s", Requirement.RatioAtLeast(0.95)),
        new("processor time of the service, for a request", "µs"),
        new("allocated by the service, for a request", "bytes"),
        new("of a hundred requests, not left out since all processors were in use", "recorded"),
        new(string.Create(CultureInfo.InvariantCulture, $"median at {rate} requests a second"), "ms"),
        new(string.Create(CultureInfo.InvariantCulture, $"p99 at {rate} requests a second"), "ms", Requirement.RatioAtMost(1.1)),
    ];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        string[] dependency = await DependencyAsync();
        return
        [
            await VariantAsync("bare service", await ServiceAsync(null, null, dependency), effort),
            await VariantAsync("with the flight recorder", await RecordedAsync(null, dependency), effort),
            await VariantAsync("the same, which may take all processors (`MaxCpu = 1`)", await RecordedAsync(BodyService.Unlimited, dependency), effort, isAsked: false),
        ];
    }

    private async Task<ChildProcess> RecordedAsync(double? maxCpu, string[] dependency)
    {
        string folder = NewFolder().Path;
        ChildProcess recorded = await ServiceAsync(folder, maxCpu, dependency);
        await RecordedRequest.CheckAsync(recorded, folder, work, BodyBytes);
        return recorded;
    }

    private async Task<string[]> DependencyAsync()
    {
        switch (work)
        {
            case BodyWork.None:
                return [];
            case BodyWork.Call:
                return [(await StartAsync(ChildRoles.Service)).Address];
            default:
                ChildProcess dependency = await StartAsync(ChildRoles.ShopDependency);
                return [dependency.Address, await dependency.AskAsync<string>("")];
        }
    }

    private Task<ChildProcess> ServiceAsync(string? folder, double? maxCpu, string[] dependency)
    {
        string[] database = work == BodyWork.Shop ? [Path.Combine(NewFolder().Path, "shop.db")] : [];
        return StartAsync(ChildRoles.BodyService, BodyService.Arguments(work, BodyBytes, maxCpu, folder, [.. dependency, .. database]));
    }

    private async Task<Variant> VariantAsync(string name, ChildProcess service, Effort effort, bool isAsked = true)
    {
        ChildProcess load = await StartAsync(ChildRoles.SocketLoad, service.Address, "/orders", Text.Of(BodyBytes));
        return new Variant(name, async () =>
        {
            BodyServiceCounts before = await service.AskAsync<BodyServiceCounts>("");
            long requests = 0;
            double[] throughput = await Throughput.MeasureAsync(service, async () =>
            {
                LoadResult result = await load.AskAsync<LoadResult>(Text.Of(effort.Seconds));
                requests = result.Requests;
                return result;
            });
            BodyServiceCounts after = await service.AskAsync<BodyServiceCounts>("");
            if (after.Dropped > before.Dropped)
            {
                throw new BenchmarkException($"The flight recorder had no room for {after.Dropped - before.Dropped} exchanges: a service that is not recorded is not what is measured.");
            }

            LoadResult paced = await load.AskAsync<LoadResult>($"{Text.Of(effort.Seconds)} {Text.Of(rate)}");
            double recorded = 100 * (1 - ((double)(after.CpuLimited - before.CpuLimited) / requests));
            return [.. throughput, (double)(after.Allocated - before.Allocated) / requests, recorded, paced.P50, paced.P99];
        }, isAsked);
    }
}
