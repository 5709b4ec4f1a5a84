namespace InfernoSim.Incidents;

/// <summary>Something that a recording held once, or should hold, and holds no more.</summary>
public sealed class IncidentLoss(string file, string what)
{
    /// <summary>The file that it is missing from.</summary>
    public string File { get; } = file;

    /// <summary>What is missing.</summary>
    public string What { get; } = what;

    /// <inheritdoc/>
    public override string ToString() => $"{File}: {What}";
}
