using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Capture;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>The capture proxies that take out secrets, against the same ones that keep all as it is.</summary>
/// <param name="isInbound">Whether it is the inbound proxy; otherwise the outbound one.</param>
/// <param name="holdsSecrets">Whether there are secrets in what passes; otherwise they are only looked for.</param>
internal sealed class HiddenSecrets(bool isInbound, bool holdsSecrets) : Comparison
{
    private string Direction => isInbound ? "inbound" : "outbound";

    public override string Name => $"privacy-{Direction}{(holdsSecrets ? "-secrets" : "")}";

    public override string Title => $"Privacy in the {Direction} capture hop, {(holdsSecrets ? "answers of 2 KB with five secrets" : "answers of 0.1 KB without a secret")}, 50 connections";

    public override IReadOnlyList<Metric> Metrics { get; } = Throughput.MetricsOf(floor: null);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        ChildProcess service = await StartAsync(ChildRoles.Service);
        return
        [
            await ProxyAsync("all is kept", CaptureProxy.Kept, service, effort),
            await ProxyAsync("what looks like a secret is replaced", CaptureProxy.Detected, service, effort),
            await ProxyAsync("the same, and five rules", CaptureProxy.Ruled, service, effort),
        ];
    }

    private async Task<Variant> ProxyAsync(string name, string privacy, ChildProcess service, Effort effort)
    {
        string path = holdsSecrets ? TrivialService.CustomerPath : "/items/1";
        ChildProcess capture = isInbound
            ? await StartAsync(ChildRoles.InboundCapture, service.Address, NewFolder().Path, privacy)
            : await StartAsync(ChildRoles.OutboundCapture, NewFolder().Path, privacy);
        ChildProcess load = await StartAsync(ChildRoles.SocketLoad, capture.Address, isInbound ? path : $"http://{service.Address}{path}");
        var log = new LogCheck(async () =>
        {
            CaptureCounts counts = await capture.AskAsync<CaptureCounts>("");
            return isInbound ? counts.Inbound : counts.Outbound;
        });
        return new Variant(name, () => Throughput.MeasureAsync(capture, () => log.OfAsync(load.AskAsync<LoadResult>(Text.Of(effort.Seconds)))));
    }
}
