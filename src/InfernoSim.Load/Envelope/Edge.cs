namespace InfernoSim.Load.Envelope;

/// <summary>What a search found.</summary>
/// <param name="Held">The step of the greatest load that held the objective; <see langword="null"/> when none did.</param>
/// <param name="Missed">The step of the least load that did not; <see langword="null"/> when none was found.</param>
/// <param name="Steps">All steps, in the order they were measured.</param>
internal sealed record Edge(MeasuredStep? Held, MeasuredStep? Missed, IReadOnlyList<MeasuredStep> Steps)
{
    /// <summary>Whether the two are as close as was asked.</summary>
    public bool IsPrecise { get; init; }

    /// <summary>Whether the generator could not do more.</summary>
    public bool IsGeneratorLimited => Missed?.IsGeneratorLimited == true;
}
