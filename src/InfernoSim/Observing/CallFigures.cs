using InfernoSim.Goals;

namespace InfernoSim.Observing;

/// <summary>Everything that was counted of dependency calls.</summary>
/// <param name="Requests">Requests that were replayed to their end.</param>
/// <param name="Dependencies">By dependency, in order of name.</param>
/// <param name="All">Over all dependencies together.</param>
internal sealed record CallFigures(long Requests, IReadOnlyList<DependencyCalls> Dependencies, DependencyCalls All)
{
    public static CallFigures None { get; } = new(0, [], new DependencyCalls { Dependency = "*", Recorded = 0, Attempted = 0, Unplaced = 0 });

    /// <summary>Why the figures of single requests are not known, or <see langword="null"/>.</summary>
    public string? Incomplete { get; init; }
}
