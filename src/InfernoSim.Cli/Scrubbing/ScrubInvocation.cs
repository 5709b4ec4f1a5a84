using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Scrubbing;

/// <summary>What a scrubbing was asked for.</summary>
internal sealed record ScrubInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What becomes of values at certain places.</summary>
    public required PrivacyChoice Privacy { get; init; }

    /// <summary>Where the scrubbed one is written; <see langword="null"/> for beside it.</summary>
    public string? Out { get; init; }
}
