namespace InfernoSim.Load.Envelope;

/// <summary>What a search found.</summary>
/// <param name="Held">The step of the greatest load that held the objective; <see langword="null"/> when none did.</param>
/// <param name="Missed">The step of the least load that did not; <see langword="null"/> when none was found.</param>
/// <param name="Steps">All steps, in the order they were measured.</param>
internal sealed record Edge(MeasuredStep? Held, MeasuredStep? Missed, IReadOnlyList<MeasuredStep> Steps)
{
    /// <summary>The load after which the service was not itself again, and how long that was waited for; <see langword="null"/> when it always was.</summary>
    public Unrecovered? Unrecovered { get; init; }

    /// <summary>The load that the machine could not make; <see langword="null"/> when it could make each.</summary>
    public MeasuredStep? Unmade { get; init; }

    /// <summary>Whether the two are as close as was asked.</summary>
    public bool IsPrecise { get; init; }

    /// <summary>Whether the generator could not do more.</summary>
    public bool IsGeneratorLimited => Missed?.IsGeneratorLimited == true;
}

/// <summary>A service that an overload has broken.</summary>
/// <param name="Load">How much, in whatever is searched.</param>
/// <param name="Waited">How long it was given to be itself again.</param>
internal sealed record Unrecovered(double Load, TimeSpan Waited)
{
    // A service may well need seconds to work off what is left of an overload.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>What a wait shows; nothing when the time was up too soon to tell.</summary>
    /// <param name="load">The load before it.</param>
    /// <param name="waited">How long it was.</param>
    public static Unrecovered? After(double load, TimeSpan waited) => waited < Least ? null : new Unrecovered(load, waited);
}
