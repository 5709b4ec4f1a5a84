namespace InfernoSim.Faults;

/// <summary>What becomes of a dependency call after its delay.</summary>
internal enum FaultEffect
{
    /// <summary>The recorded answer.</summary>
    None = 0,

    /// <summary>An answer with another status and no recorded content.</summary>
    Status,

    /// <summary>The gateway failure of a dependency that did not answer in time.</summary>
    Timeout,

    /// <summary>The connection is closed without a response.</summary>
    Drop,

    /// <summary>The connection is reset without a response.</summary>
    Reset,

    /// <summary>Nothing comes until the caller gives up.</summary>
    Blackhole,

    /// <summary>An error of the database.</summary>
    Error,
}
