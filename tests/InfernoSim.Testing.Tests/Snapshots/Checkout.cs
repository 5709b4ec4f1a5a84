using InfernoSim.Testing;

namespace Shop.Tests;

public class Checkout
{
    [Fact]
    public async Task Survives_the_november_incident()
    {
        IncidentReplay replay = await IncidentReplayer.For<Program>("incidents/checkout")
            .With(settings => settings.MaxIdleTime = "30s")
            .RunAsync();

        replay.ThrowIfFailed();
        await SummarySnapshots.VerifyAsync(replay.Summary, SnapshotTarget.Of(typeof(Checkout)));
    }
}
