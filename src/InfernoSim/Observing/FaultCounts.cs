using InfernoSim.Faults;
using InfernoSim.Observations;

namespace InfernoSim.Observing;

/// <summary>What the fault rules did, as counts. Thread-safe.</summary>
internal sealed class FaultCounts(IReadOnlyList<Fault> rules)
{
    private readonly long[] _matched = new long[rules.Count];
    private readonly long[] _applied = new long[rules.Count];
    private long _calls;

    /// <summary>Calls that a fault was injected into in place of their answer.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>A call came that a rule is for.</summary>
    public void CountMatched(int rule) => Interlocked.Increment(ref _matched[rule]);

    /// <summary>What was decided for a call.</summary>
    public void CountApplied(FaultDecision decision)
    {
        for (int rule = 0; rule < _applied.Length; rule++)
        {
            if (decision.Applied(rule))
            {
                Interlocked.Increment(ref _applied[rule]);
            }
        }

        if (decision.Effect != FaultEffect.None)
        {
            Interlocked.Increment(ref _calls);
        }
    }

    public IReadOnlyList<FaultSummary> Complete() => [.. rules.Select((fault, rule) => new FaultSummary(fault.Text, _matched[rule], _applied[rule]))];
}
