namespace InfernoSim.Cli.Bundling;

/// <summary>What <c>infernosim bundle</c> was asked.</summary>
internal sealed record BundleInvocation
{
    /// <summary>Whether a folder is sealed; otherwise a bundle is opened.</summary>
    public required bool Seals { get; init; }

    /// <summary>The incident folder, or the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>The bundle, or the incident folder, that is written.</summary>
    public required string Out { get; init; }

    /// <summary>How many bytes an opened bundle may have.</summary>
    public required int MaxSize { get; init; }
}
