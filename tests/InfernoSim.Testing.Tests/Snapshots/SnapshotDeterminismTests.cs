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

        Assert.Contains("\nFAULTS\n  dep=payments.test latency=+5ms: applied", snapshots[0], StringComparison.Ordinal);
        Assert.All(snapshots, snapshot => Assert.Equal(snapshots[0], snapshot));
    }

    [Fact]
    public async Task A_replay_that_diverges_gives_the_same_bytes_each_time()
    {
        string[] snapshots = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SnapshotAsync(New().WithStub(stub => stub
            .Given(Request.Create().WithPath("/pay/5"))
            .RespondWith(Response.Create().WithHeader("Content-Type", "text/plain").WithBody("refused at http://127.0.0.1:54321"))))));

        Assert.Contains("\nOutcome:       FAIL_DIVERGED\n", snapshots[0], StringComparison.Ordinal);
        Assert.Contains("expected, 10 overridden\n", snapshots[0], StringComparison.Ordinal);
        Assert.Contains("\nDIVERGENCES\n  exchange 5 (GET /checkout/5)", snapshots[0], StringComparison.Ordinal);
        Assert.Contains("got \"refused at http://127.0.0.1:{port}\" (x10)", snapshots[0], StringComparison.Ordinal);
        Assert.All(snapshots, snapshot => Assert.Equal(snapshots[0], snapshot));
    }

    private static IncidentReplayer New() => IncidentReplayer.For<Program>("incidents/checkout").With(settings =>
    {
        settings.Runs = 2;
        settings.Fanout = 5;
        (settings.MaxIdleTime, settings.MaxWallTime) = ("0s", "0s");
        settings.Inject = ["dep=payments.test latency=+5ms"];
    });

    private static async Task<string> SnapshotAsync(IncidentReplayer replayer) => (await replayer.RunAsync()).Summary.ToString();
}
