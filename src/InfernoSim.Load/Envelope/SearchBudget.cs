namespace InfernoSim.Load.Envelope;

/// <summary>The time that a search may take.</summary>
internal sealed class SearchBudget(TimeSpan length, TimeProvider time)
{
    // Less than this shows nothing.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public TimeSpan Left => length - Elapsed;

    /// <summary>A part of what is left.</summary>
    /// <param name="share">From 0 to 1.</param>
    public SearchBudget Part(double share) => new(Left > TimeSpan.Zero ? Left * share : TimeSpan.Zero, time);

    /// <summary>As much of a step's length as there is time for, and a second of it in any case.</summary>
    public TimeSpan Bound(TimeSpan step)
    {
        TimeSpan most = Left > ShortestStep ? Left : ShortestStep;
        return step < most ? step : most;
    }
}
