namespace InfernoSim.Capture;

/// <summary>What becomes of a recording whose logs have as much as they may have.</summary>
public enum WhenFull
{
    /// <summary>It stops with the first event that does not fit: what came first is kept.</summary>
    Stop = 0,

    /// <summary>
    /// It goes on, and the exchanges that began first make room, each with its calls and statements: what came last is kept. It stops all the same at an
    /// event for which not even this makes enough room.
    /// </summary>
    KeepNewest,
}
