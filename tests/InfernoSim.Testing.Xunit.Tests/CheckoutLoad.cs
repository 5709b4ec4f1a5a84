using InfernoSim.Load.Envelope;

public class CheckoutLoad
{
    [IncidentEnvelope("incidents/checkout", Slo = "p90<30s,errors<10%", AtLeast = "20 req/s", Budget = "10s")]
    public void Sustains_twenty_requests_a_second(EnvelopeSummary envelope) => Assert.NotNull(envelope.Knee);
}
