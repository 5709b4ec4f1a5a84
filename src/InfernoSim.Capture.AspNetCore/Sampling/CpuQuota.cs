namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Which share of the exchanges that begin is recorded.</summary>
/// <param name="Reads">Of those that only read.</param>
/// <param name="Changes">Of those that may change something.</param>
internal sealed record CpuQuota(double Reads, double Changes)
{
    /// <summary>All of them.</summary>
    public static readonly CpuQuota All = new(1, 1);

    // Multiples of it, without their whole parts, are spread evenly, and in step with nothing that repeats itself: Weyl's sequence of the golden ratio.
    private const double Golden = 0.618_033_988_749_894_9;

    /// <summary>Whether it is all of them.</summary>
    public bool IsAll => Reads >= 1 && Changes >= 1;

    /// <summary>The quota for so many.</summary>
    /// <param name="affordable">How many can be recorded.</param>
    /// <param name="reads">How many there are that only read.</param>
    /// <param name="changes">How many may change something: these come first.</param>
    public static CpuQuota For(double affordable, long reads, long changes) =>
        affordable >= reads + changes ? All : new(Share(affordable - changes, reads), Share(affordable, changes));

    /// <summary>Whether an exchange is recorded.</summary>
    /// <param name="mayChange">Whether it may change something.</param>
    /// <param name="number">How many have been asked about.</param>
    public bool Takes(bool mayChange, long number) => number * Golden % 1 < (mayChange ? Changes : Reads);

    private static double Share(double affordable, long all) => affordable >= all ? 1 : Math.Max(0, affordable / all);
}
