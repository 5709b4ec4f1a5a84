namespace InfernoSim;

/// <summary>Which clock a replay runs on.</summary>
public enum ReplayTime
{
    /// <summary>The system's.</summary>
    Real,

    /// <summary>
    /// One that jumps over the time in which nothing happens. Only for a service in the test process, whose
    /// <see cref="TimeProvider"/> it becomes.
    /// </summary>
    Virtual,
}
