namespace InfernoSim.Cli.Inspecting;

/// <summary>What <c>infernosim inspect</c> or <c>infernosim verify</c> was asked for, checked.</summary>
internal sealed record InspectInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>Whether standard output is JSON.</summary>
    public bool Json { get; init; }

    /// <summary>A file with descriptors; <see langword="null"/> for none.</summary>
    public string? Descriptors { get; init; }
}
