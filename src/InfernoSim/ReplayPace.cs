namespace InfernoSim;

/// <summary>When the requests of a replay are sent.</summary>
public enum ReplayPace
{
    /// <summary>With the gaps of the incident.</summary>
    Recorded,

    /// <summary>
    /// When the responses that a request followed in the incident are there: the time in which nothing was in flight is left out. Requests
    /// that overlapped keep their gaps, up to 25 ms, so that they reach the service in the order in which they did.
    /// </summary>
    Causal,
}
