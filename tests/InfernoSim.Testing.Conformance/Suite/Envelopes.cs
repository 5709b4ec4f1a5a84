using InfernoSim.Load.Envelope;
using InfernoSim.Testing;
using InfernoSim.Verdicts;

namespace Suite;

/// <summary>What is found depends on the machine; what is asked here is so wide, or so much, that it does not.</summary>
public class Envelopes
{
    private const string Wide = "p50<20s,errors<50%";

    [IncidentEnvelope("incidents/load-*", Slo = Wide, AtLeast = "1 req/s", Budget = "10s", SearchFanout = false, Dependencies = [])]
    public async Task Sustained(EnvelopeSummary summary, IncidentEnvelopeResult result)
    {
        await Task.Yield();
        Expect.Equal(true, ReferenceEquals(summary, result.Summary));
        Expect.Equal("p50<20s, errors<50%, at least 1, no fan-out, 0 dependencies", $"{summary.ServiceLevel}, at least {summary.AtLeast}, {(summary.Fanout is null ? "no fan-out" : "fan-out")}, {summary.Dependencies.Count} dependencies");
    }

    [IncidentEnvelope("incidents/healthy", Slo = Wide, AtLeast = "1000000 req/s", Budget = "10s", SearchFanout = false, Dependencies = [])]
    public void Asks_for_more_than_there_is() => throw new InvalidOperationException("the body was run");

    [IncidentEnvelope("incidents/healthy", Timeout = 1_000)]
    public void Limited_in_time() => throw new InvalidOperationException("the body was run");

    [IncidentEnvelope("incidents/healthy", Skip = "not today")]
    public void Skipped() => throw new InvalidOperationException("the body was run");
}

public class EnvelopeMistakes
{
    [IncidentEnvelope("incidents/healthy")]
    public void Takes_no_replay(ReplaySummary summary) => Expect.Equal(null, summary);

    [IncidentEnvelope("incidents/healthy", Slo = "p98<1s")]
    public void Unreadable_slo()
    {
    }

    [IncidentEnvelope("incidents/healthy", AtLeast = "fast")]
    public void Unreadable_rate()
    {
    }

    [IncidentEnvelope("")]
    public void Empty_path()
    {
    }
}
