using InfernoSim.Baselines;

namespace InfernoSim.Verdicts;

/// <summary>How this run compares with the last one of the same incident and options.</summary>
public sealed class ChangeSummary(bool hasBaseline, IReadOnlyList<string> lines)
{
    /// <summary>Whether there was a last one.</summary>
    public bool HasBaseline { get; } = hasBaseline;

    /// <summary>What changed, a line each.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;

    /// <summary>What changed against several earlier replays, with intervals.</summary>
    public IReadOnlyList<ChangeFigure> Figures { get; internal init; } = [];
}
