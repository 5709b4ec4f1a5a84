namespace InfernoSim.Replay;

/// <summary>How far a replay has come.</summary>
public readonly struct ReplayProgress(int run, int runs, long requestsCompleted, long requestsExpected, long divergences)
{
    /// <summary>The run in progress, from 1.</summary>
    public int Run { get; } = run;

    /// <summary>The runs asked for.</summary>
    public int Runs { get; } = runs;

    /// <summary>Requests of the whole replay that are over.</summary>
    public long RequestsCompleted { get; } = requestsCompleted;

    /// <summary>Requests of the whole replay.</summary>
    public long RequestsExpected { get; } = requestsExpected;

    /// <summary>Divergences seen so far, repeated ones counted each time.</summary>
    public long Divergences { get; } = divergences;
}
