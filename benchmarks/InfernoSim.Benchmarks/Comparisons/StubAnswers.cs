using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>Whether the stub answers as fast from many recorded calls as from few.</summary>
/// <param name="isOwned">Whether the calls name their exchange; those that do not are looked for among all.</param>
internal sealed class StubAnswers(bool isOwned) : Comparison
{
    public override string Name => isOwned ? "stub" : "stub-unowned";

    public override string Title => isOwned
        ? "Stub, time to answer a call that names its exchange, over a socket"
        : "Stub, time to answer a call that names no exchange, over a socket";

    public override IReadOnlyList<Metric> Metrics { get; } = [new("median", "µs", Requirement.RatioAtMost(1.15)), new("mean", "µs")];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(Effort effort)
    {
        ChildProcess stub = await StartAsync(ChildRoles.StubCalls);
        string scope = isOwned ? "owned" : "unowned";
        return
        [
            new("10 recorded calls", () => stub.AskAsync<double[]>($"10 {scope}")),
            new("1,000 recorded calls", () => stub.AskAsync<double[]>($"1000 {scope}")),
            new("100,000 recorded calls", () => stub.AskAsync<double[]>($"100000 {scope}")),
        ];
    }
}
