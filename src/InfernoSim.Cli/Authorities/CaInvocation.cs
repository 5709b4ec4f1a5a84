namespace InfernoSim.Cli.Authorities;

/// <summary>What is to be done with a certificate authority.</summary>
internal enum CaAction
{
    /// <summary>It is made.</summary>
    Create,

    /// <summary>Its certificate is given out.</summary>
    Export,

    /// <summary>It is described.</summary>
    Show,
}

/// <summary>What <c>infernosim ca</c> was asked for.</summary>
internal sealed record CaInvocation
{
    /// <summary>What to do.</summary>
    public required CaAction Action { get; init; }

    /// <summary>The folder of the authority.</summary>
    public required string Folder { get; init; }

    /// <summary>The domains that a new one may vouch for; none for any name.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Where its certificate is written; <see langword="null"/> for standard output.</summary>
    public required string? Out { get; init; }
}
