namespace InfernoSim.Load.Envelope;

/// <summary>Whether a load held the objective.</summary>
internal enum StepVerdict
{
    Held,
    Missed,

    /// <summary>The interval of a figure holds its limit, so that a longer measurement may say otherwise.</summary>
    Undecided,
}

/// <summary>One load, measured and judged.</summary>
/// <param name="Load">How much, in whatever is searched: arrivals a second, workers, milliseconds of injected latency.</param>
/// <param name="Result">What was measured.</param>
internal sealed record MeasuredStep(double Load, LoadResult Result)
{
    public required StepVerdict Verdict { get; init; }

    /// <summary>Whether the figures as measured hold the objective; decides where a longer measurement is no longer to be had.</summary>
    public required bool HoldsAsMeasured { get; init; }

    /// <summary>Whether each limited quantile has as many requests as bound it from above; with fewer, that it holds is no evidence.</summary>
    public required bool IsBounded { get; init; }

    /// <summary>Whether the load counts as held: it does, or a longer measurement that would say more is not to be had.</summary>
    public bool Holds => Verdict == StepVerdict.Held || (Verdict == StepVerdict.Undecided && HoldsAsMeasured);

    /// <summary>Why it did not hold, or may not; empty when it did.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the service did not keep up: its queue grew, or fewer good responses came than were due.</summary>
    public bool IsSaturated { get; init; }

    /// <summary>Whether a miss is too large to be noise of the machine.</summary>
    public bool IsClear { get; init; }

    /// <summary>Whether it was the generator that was too slow: sends were late, and counted from the send the objective held.</summary>
    public bool IsGeneratorLimited { get; init; }
}
