namespace InfernoSim.Incidents;

/// <summary>Something that a recording held once, or should hold, and holds no more.</summary>
/// <param name="File">The file that it is missing from.</param>
/// <param name="What">What is missing.</param>
public sealed record IncidentLoss(string File, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {What}";
}
