namespace InfernoSim.Cli.Bundling;

/// <summary>What making a key of a passphrase takes, for its owner as for whoever tries passphrases.</summary>
/// <param name="MemoryKiB">The memory, in KiB.</param>
/// <param name="Passes">How often the memory is gone through.</param>
/// <param name="Lanes">How many threads share the work.</param>
internal sealed record KeyCost(int MemoryKiB, int Passes, int Lanes)
{
    // A bundle may ask for more than is usual, but not for all that a machine has.
    private const int MostMemoryKiB = 1024 * 1024;
    private const int MostPasses = 16;
    private const int MostLanes = 16;

    /// <summary>That of bundles: RFC 9106, section 4, the second recommended option.</summary>
    public static readonly KeyCost Usual = new(64 * 1024, 3, 4);

    /// <summary>Whether it is one that a bundle may ask for.</summary>
    public bool IsBearable => MemoryKiB is >= 8 * MostLanes and <= MostMemoryKiB && Passes is >= 1 and <= MostPasses && Lanes is >= 1 and <= MostLanes;
}
