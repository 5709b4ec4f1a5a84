namespace InfernoSim.Capture.Forwarding;

/// <summary>Counts what is under way, so that a proxy that stops can wait until all of it has been written down.</summary>
internal sealed class InFlight
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the proxy itself, until it stops.
    private int _count = 1;

    /// <summary>Something begins.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>Something has been written down.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Waits for the end of everything; called once, when nothing more begins.</summary>
    /// <returns>A task that completes when nothing is under way.</returns>
    public Task StopAsync()
    {
        Exit();
        return _ended.Task;
    }
}
