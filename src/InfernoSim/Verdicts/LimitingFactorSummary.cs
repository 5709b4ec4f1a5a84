using InfernoSim.Limits;

namespace InfernoSim.Verdicts;

/// <summary>What limited the service.</summary>
/// <param name="Name">
/// <c>NONE</c> when the schedule was kept, <c>CPU</c>, <c>THREAD_POOL_STARVATION</c>, <c>CONNECTION_POOL</c>,
/// <c>DEPENDENCY_LATENCY (which)</c>, <c>DEPENDENCY_TIMEOUT (which)</c>, <c>LOCK_CONTENTION</c>, <c>GC_PRESSURE</c>,
/// <c>CONCURRENCY_LIMIT</c>, <c>REPLAYER</c> when the result is not about the service, or <c>UNKNOWN</c>.
/// </param>
/// <param name="Evidence">The figures that decided.</param>
public sealed record LimitingFactorSummary(string Name, string Evidence)
{
    /// <summary><c>confirmed</c> when the factor was relaxed and throughput moved, <c>suspected</c> when the figures say so, <c>none</c> when no factor is named.</summary>
    public string Confidence { get; init; } = "none";

    /// <summary>What to do next; empty when there is nothing to say.</summary>
    public string NextStep { get; init; } = "";

    internal static LimitingFactorSummary Of(LimitFinding finding, OptionWording words) => new(finding.Name, finding.Figures)
    {
        Confidence = finding.Confidence switch
        {
            LimitConfidence.Confirmed => "confirmed",
            LimitConfidence.Suspected => "suspected",
            _ => "none",
        },
        NextStep = words.Say(finding.NextStep),
    };

    /// <summary>For a person: the factor with its evidence, and the next step where there is one.</summary>
    internal IEnumerable<string> ToLines()
    {
        yield return $"{Name}{(Confidence == "none" ? "" : $", {Confidence}")} ({Evidence})";
        if (NextStep.Length > 0)
        {
            yield return $"Next: {NextStep}";
        }
    }
}
