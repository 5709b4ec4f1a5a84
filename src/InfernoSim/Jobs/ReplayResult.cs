using InfernoSim.Measuring;
using InfernoSim.Verdicts;

namespace InfernoSim.Jobs;

/// <summary>What a <see cref="ReplayJob"/> came to.</summary>
public sealed class ReplayResult
{
    internal ReplayResult(ReplaySummary summary, IReadOnlyList<string> notices)
    {
        Summary = summary;
        Notices = notices;
    }

    /// <summary>The verdict.</summary>
    public ReplaySummary Summary { get; }

    /// <summary>What a person should know of the incident or the options, one line each.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Why the replay was not kept for later ones; <see langword="null"/> when it was.</summary>
    internal BaselineFailure? BaselineFailure { get; init; }

    /// <summary>What the limiting factor rests on.</summary>
    internal LimitEvidence? Limits { get; init; }
}
