using InfernoSim.Testing;
using InfernoSim.Verdicts;

[assembly: ServiceUnderTest<Program>]

[TestClass]
public class Checkout
{
    [IncidentReplay("incidents/checkout", Runs = 10, Fanout = 5, Window = "5m", Inject = ["dep=payments.test latency=+20ms"])]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.IsEmpty(summary.Divergences);
}
