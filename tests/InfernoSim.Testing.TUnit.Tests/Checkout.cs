using InfernoSim.Testing;
using InfernoSim.Verdicts;

[assembly: ServiceUnderTest<Program>]

public class Checkout
{
    [Test, IncidentReplay("incidents/checkout", Runs = 10, Fanout = 5, Window = "5m", Inject = ["dep=payments.test latency=+20ms"])]
    public async Task Survives_the_november_incident(ReplaySummary summary) => await Assert.That(summary.Divergences).IsEmpty();
}
