namespace InfernoSim.Capture;

/// <summary>What a capture has recorded so far.</summary>
/// <param name="Inbound">Exchanges of the service that ended.</param>
/// <param name="Outbound">Calls to dependencies that ended, tunnels among them.</param>
/// <param name="Failed">Those of the two above that have an <c>error</c>.</param>
/// <param name="BodyBytes">Bytes of bodies and tunnels that passed through, in both directions.</param>
public readonly record struct CaptureCounts(long Inbound, long Outbound, long Failed, long BodyBytes)
{
    /// <summary>Statements sent to databases.</summary>
    public long Statements { get; init; }

    /// <summary>Adds up the counts of two proxies.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The sum.</returns>
    public static CaptureCounts operator +(CaptureCounts left, CaptureCounts right) => left.Add(right);

    /// <summary>Adds up the counts of two proxies.</summary>
    /// <param name="other">The other.</param>
    /// <returns>The sum.</returns>
    public CaptureCounts Add(CaptureCounts other) =>
        new(Inbound + other.Inbound, Outbound + other.Outbound, Failed + other.Failed, BodyBytes + other.BodyBytes) { Statements = Statements + other.Statements };
}
