using InfernoSim.Baselines;

namespace InfernoSim.Verdicts;

/// <summary>How this run compares with the last one of the same incident and options.</summary>
/// <param name="HasBaseline">Whether there was a last one.</param>
/// <param name="Lines">What changed, a line each.</param>
public sealed record ChangeSummary(bool HasBaseline, IReadOnlyList<string> Lines)
{
    /// <summary>What changed against several earlier replays, with intervals.</summary>
    public IReadOnlyList<ChangeFigure> Figures { get; init; } = [];
}
