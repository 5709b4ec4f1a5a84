using InfernoSim.Limits;

namespace InfernoSim.Verdicts;

/// <summary>What limited the service. In reports a factor has its report name, such as <c>THREAD_POOL_STARVATION</c>.</summary>
public sealed class LimitingFactorSummary(LimitingFactor factor, string evidence)
{
    /// <summary>The factor; <see cref="LimitingFactor.None"/> when the schedule was kept, <see cref="LimitingFactor.Replayer"/> when the result is not about the service.</summary>
    public LimitingFactor Factor { get; } = factor;

    /// <summary>Which dependency, or several with commas between; <see langword="null"/> when the factor is none.</summary>
    public string? Dependency { get; init; }

    /// <summary>The factor as reports name it, with the dependency: <c>CPU</c>, <c>DEPENDENCY_LATENCY (payments.test)</c>.</summary>
    public string Name => Factor.ToReportName(Dependency);

    /// <summary>The figures that decided.</summary>
    public string Evidence { get; } = evidence;

    /// <summary>How sure that is.</summary>
    /// <value>The default is <see cref="LimitConfidence.None"/>.</value>
    public LimitConfidence Confidence { get; init; }

    /// <summary>What to do next; empty when there is nothing to say.</summary>
    public string NextStep { get; init; } = "";

    internal static LimitingFactorSummary Of(LimitFinding finding, OptionWording words) => new(finding.Factor, finding.Figures)
    {
        Dependency = finding.Dependency,
        Confidence = finding.Confidence,
        NextStep = words.Say(finding.NextStep),
    };

    /// <summary>For a person: the factor with its evidence, and the next step where there is one.</summary>
    internal IEnumerable<string> ToLines()
    {
        yield return $"{Name}{(Confidence == LimitConfidence.None ? "" : $", {Confidence.ToReportName()}")} ({Evidence})";
        if (NextStep.Length > 0)
        {
            yield return $"Next: {NextStep}";
        }
    }
}
