namespace InfernoSim.Limits;

/// <summary>What the evidence says.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Figures">The figures that decided, as one phrase.</param>
/// <param name="NextStep">What to do about it, a sentence for <see cref="OptionWording.Say"/>.</param>
internal sealed record LimitFinding(LimitingFactor Factor, LimitConfidence Confidence, string Figures, string NextStep)
{
    /// <summary>Which dependency, where it is one.</summary>
    public string? Dependency { get; init; }

    /// <summary>The factor by its report name, with the dependency where it is one.</summary>
    public string Name => Factor.ToReportName(Dependency);
}
