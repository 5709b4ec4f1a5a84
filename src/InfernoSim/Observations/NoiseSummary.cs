namespace InfernoSim.Observations;

/// <summary>What a rule ignored.</summary>
public sealed class NoiseSummary(string rule, string? source, long ignored, long gaveUp)
{
    /// <summary>The rule as written.</summary>
    public string Rule { get; } = rule;

    /// <summary>Where it is written, such as <c>replay.yaml:12</c>; <see langword="null"/> when that is not known.</summary>
    public string? Source { get; } = source;

    /// <summary>How many values of responses, and of dependency calls that were answered, it named; of a rule for calls, how many calls came. 0 is a rule that matched nothing.</summary>
    public long Ignored { get; } = ignored;

    /// <summary>Whether the rule is of the privacy of the recording, which nobody need correct when it matches nothing.</summary>
    internal bool IsOfPrivacy { get; init; }

    /// <summary>Bodies whose regular expression took too long, so that nothing in them was ignored.</summary>
    public long GaveUp { get; } = gaveUp;
}
