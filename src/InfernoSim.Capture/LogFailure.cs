namespace InfernoSim.Capture;

/// <summary>What becomes of traffic that cannot be written down, since the log fails or has as much as it may have.</summary>
public enum LogFailure
{
    /// <summary>It passes, and is counted as not recorded: nobody suffers from being recorded. A write that takes longer than 5 seconds has failed.</summary>
    Continue = 0,

    /// <summary>Nothing passes that is not recorded: whoever captures is to stop, and until then responses wait for the log for as long as it takes.</summary>
    Refuse,
}
