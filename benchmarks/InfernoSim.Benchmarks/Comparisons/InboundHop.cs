using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Capture;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>The inbound capture proxy against plain YARP, both in front of the same service.</summary>
internal sealed class InboundHop : Comparison
{
    public override string Name => "inbound";

    public override string Title => "Inbound capture hop, everything logged, 50 connections";

    public override IReadOnlyList<Metric> Metrics { get; } = Throughput.MetricsOf(floor: 0.7);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        ChildProcess service = await StartAsync(ChildRoles.Service);
        ChildProcess plain = await StartAsync(ChildRoles.PlainReverseProxy, service.Address);
        ChildProcess capture = await StartAsync(ChildRoles.InboundCapture, service.Address, NewFolder().Path, CaptureProxy.Detected);
        ChildProcess plainLoad = await StartAsync(ChildRoles.SocketLoad, plain.Address, "/items/1");
        ChildProcess captureLoad = await StartAsync(ChildRoles.SocketLoad, capture.Address, "/items/1");
        var log = new LogCheck(async () => (await capture.AskAsync<CaptureCounts>("")).Inbound);
        return
        [
            new("plain YARP", () => Throughput.MeasureAsync(plain, () => plainLoad.AskAsync<LoadResult>(Text.Of(effort.Seconds)))),
            new("infernosim inbound", () => Throughput.MeasureAsync(capture, () => log.OfAsync(captureLoad.AskAsync<LoadResult>(Text.Of(effort.Seconds))))),
        ];
    }
}
