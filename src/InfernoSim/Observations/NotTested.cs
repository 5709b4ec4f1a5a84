using InfernoSim.Verdicts;

namespace InfernoSim.Observations;

/// <summary>Something this run did not test.</summary>
/// <param name="What">What, and what to do about it.</param>
/// <param name="WeakensVerdict">Whether a pass is only <see cref="ReplayOutcome.PassWeak"/> because of it.</param>
public sealed record NotTested(string What, bool WeakensVerdict);
