using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Capture;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>The outbound capture proxy against a forward proxy of plain YARP, both towards the same dependency.</summary>
internal sealed class OutboundHop : Comparison
{
    public override string Name => "outbound";

    public override string Title => "Outbound capture hop, everything logged, 50 connections";

    public override IReadOnlyList<Metric> Metrics { get; } = Throughput.MetricsOf(floor: 0.7);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        ChildProcess dependency = await StartAsync(ChildRoles.Service);
        string target = $"http://{dependency.Address}/items/1";
        ChildProcess plain = await StartAsync(ChildRoles.PlainForwardProxy);
        ChildProcess capture = await StartAsync(ChildRoles.OutboundCapture, NewFolder().Path, CaptureProxy.Detected);
        ChildProcess plainLoad = await StartAsync(ChildRoles.SocketLoad, plain.Address, target);
        ChildProcess captureLoad = await StartAsync(ChildRoles.SocketLoad, capture.Address, target);
        var log = new LogCheck(async () => (await capture.AskAsync<CaptureCounts>("")).Outbound);
        return
        [
            new("plain YARP", () => Throughput.MeasureAsync(plain, () => plainLoad.AskAsync<LoadResult>(Text.Of(effort.Seconds)))),
            new("infernosim outbound", () => Throughput.MeasureAsync(capture, () => log.OfAsync(captureLoad.AskAsync<LoadResult>(Text.Of(effort.Seconds))))),
        ];
    }
}
