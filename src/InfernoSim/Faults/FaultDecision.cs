namespace InfernoSim.Faults;

/// <summary>What the rules together do to one attempt of one dependency call.</summary>
/// <param name="Delay">How long to wait before anything is answered.</param>
/// <param name="Effect">What happens then.</param>
/// <param name="Status">The status to answer with, for <see cref="FaultEffect.Status"/>; otherwise 0.</param>
/// <param name="AppliedRules">Bit <c>n</c> is set when rule <c>n</c> delayed the call or is the one that made it fail.</param>
internal readonly record struct FaultDecision(TimeSpan Delay, FaultEffect Effect, int Status, ulong AppliedRules)
{
    /// <summary>The error, for <see cref="FaultEffect.Error"/>.</summary>
    public StatementError Error { get; init; }

    /// <summary>Whether any rule changed anything.</summary>
    public bool IsApplied => AppliedRules != 0;

    /// <summary>Whether a rule changed anything.</summary>
    /// <param name="rule">The index of the rule, from 0.</param>
    /// <returns><see langword="true"/> when it did.</returns>
    public bool Applied(int rule) => (AppliedRules >> rule & 1) != 0;
}
