namespace InfernoSim.Observations;

/// <summary>What a rule ignored.</summary>
/// <param name="Rule">The rule as written.</param>
/// <param name="Source">Where it is written, such as <c>replay.yaml:12</c>; <see langword="null"/> when that is not known.</param>
/// <param name="Ignored">How many values of responses, and of dependency calls that were answered, it named; of a rule for calls, how many calls came. 0 is a rule that matched nothing.</param>
/// <param name="GaveUp">Bodies whose regular expression took too long, so that nothing in them was ignored.</param>
public sealed record NoiseSummary(string Rule, string? Source, long Ignored, long GaveUp);
