namespace InfernoSim.Measuring;

/// <summary>
/// Watches the resources of a service while there is load on it. It is asked from one thread, never from the pool: a pool
/// without threads is among the things to be seen.
/// </summary>
internal interface ILimitProbe : IDisposable
{
    /// <summary>Forgets what was seen; called at the start, and when the warm-up is over.</summary>
    void Restart();

    /// <summary>Looks at what can only be looked at; called every few milliseconds.</summary>
    void Sample();

    /// <summary>What was seen since the restart; <see langword="null"/> when nothing could be.</summary>
    ResourceEvidence? Read();
}
