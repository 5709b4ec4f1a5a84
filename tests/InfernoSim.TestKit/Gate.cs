namespace InfernoSim.TestKit;

/// <summary>Lets callers go on together: none before a number of them are there, and everyone after that.</summary>
/// <param name="callers">How many.</param>
public sealed class Gate(int callers)
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    /// <summary>Waits for the others.</summary>
    public Task PassAsync()
    {
        if (Interlocked.Increment(ref _arrived) == callers)
        {
            _open.SetResult();
        }

        return _open.Task;
    }
}
