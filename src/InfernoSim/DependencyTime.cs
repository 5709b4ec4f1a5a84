namespace InfernoSim;

/// <summary>How long dependencies take to answer in a replay.</summary>
public enum DependencyTime
{
    /// <summary>No time: each call is answered at once.</summary>
    None,

    /// <summary>The time that the recorded call took, up to its headers and then between the pieces of its body.</summary>
    Recorded,
}
