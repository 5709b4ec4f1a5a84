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

    /// <summary>How long requests may be waited for once a load has been measured: as long as there is time, within bounds.</summary>
    /// <param name="measured">How long the load is measured.</param>
    /// <param name="least">So long in any case.</param>
    /// <param name="most">And no longer than this.</param>
    public TimeSpan Drain(TimeSpan measured, TimeSpan least, TimeSpan most)
    {
        TimeSpan left = Left - measured;
        return left < least ? least : left < most ? left : most;
    }
}
