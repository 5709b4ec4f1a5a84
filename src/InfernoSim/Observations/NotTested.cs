using InfernoSim.Verdicts;

namespace InfernoSim.Observations;

/// <summary>Something this run did not test.</summary>
public sealed class NotTested(string what, bool weakensVerdict)
{
    /// <summary>What, and what to do about it.</summary>
    public string What { get; } = what;

    /// <summary>Whether a pass is only <see cref="ReplayOutcome.PassWeak"/> because of it.</summary>
    public bool WeakensVerdict { get; } = weakensVerdict;
}
