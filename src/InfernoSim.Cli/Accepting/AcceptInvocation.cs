namespace InfernoSim.Cli.Accepting;

/// <summary>What <c>infernosim accept</c> was asked for, checked.</summary>
internal sealed record AcceptInvocation
{
    /// <summary>The folder to look in, with all below it, or one received file.</summary>
    public required string Location { get; init; }

    /// <summary>Whether received files that are not snapshots of a summary are accepted too.</summary>
    public bool All { get; init; }
}
