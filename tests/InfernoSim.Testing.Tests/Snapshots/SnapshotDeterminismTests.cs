using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>The same incident, options and seed give the same snapshot, whatever ports, times and neighbours the replay has.</summary>
public sealed class SnapshotDeterminismTests
{
    [Fact]
    public async Task A_replay_that_passes_under_faults_gives_the_same_bytes_each_time()
    {
        string[] snapshots = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SnapshotAsync(New())));

        Assert.Contains("\nFAULTS\n  dep=localhost:8091 latency=+5ms: applied", snapshots[0], StringComparison.Ordinal);
        Assert.All(snapshots, snapshot => Assert.Equal(snapshots[0], snapshot));
    }

    [Fact]
    public async Task A_replay_that_diverges_gives_the_same_bytes_each_time()
    {
        string[] snapshots = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SnapshotAsync(New().WithStub(stub => stub
            .Given(Request.Create().WithPath("/prices/7"))
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody("""{"price":13,"quote":9004}"""))))));

        Assert.Contains("\nOutcome:       FAIL_DIVERGED\n", snapshots[0], StringComparison.Ordinal);
        Assert.Contains("\nDIVERGENCES\n  exchange 5 (GET /api/demo?item=7&quantity=3)", snapshots[0], StringComparison.Ordinal);
        Assert.Contains("/total", snapshots[0], StringComparison.Ordinal);
        Assert.All(snapshots, snapshot => Assert.Equal(snapshots[0], snapshot));
    }

    private static IncidentReplayer New() => IncidentReplayer.For<Program>("incidents/checkout").With(settings =>
    {
        settings.Runs = 2;
        settings.Fanout = 5;
        settings.Inject = ["dep=localhost:8091 latency=+5ms"];
    });

    private static async Task<string> SnapshotAsync(IncidentReplayer replayer) => (await replayer.RunAsync()).Summary.ToString();
}
