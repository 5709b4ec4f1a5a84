using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>A rule that is proposed, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Kind">What kind of values it ignores.</param>
/// <param name="Observations">How many values were seen.</param>
/// <param name="Examples">Two of them.</param>
/// <param name="Differences">The differences that it is for.</param>
internal sealed record Proposal(NoiseRule Rule, string Kind, int Observations, IReadOnlyList<string> Examples, IReadOnlyList<Difference> Differences);

/// <summary>A difference that no rule is proposed for.</summary>
/// <param name="Message">In which message.</param>
/// <param name="Place">Where in it.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Values">What was recorded and what came.</param>
internal sealed record RefusedDifference(string Message, string Place, string Reason, string Values);

/// <summary>What was learnt from some replays.</summary>
/// <param name="Proposals">Rules, in the order of the incident.</param>
/// <param name="Refusals">Differences that may mean something.</param>
internal sealed record HealResult(IReadOnlyList<Proposal> Proposals, IReadOnlyList<RefusedDifference> Refusals);
