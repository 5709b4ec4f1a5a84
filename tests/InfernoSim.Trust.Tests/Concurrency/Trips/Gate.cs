namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>Lets callers go on together: none before a number of them are there.</summary>
/// <param name="callers">How many.</param>
internal sealed class Gate(int callers)
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public Task PassAsync()
    {
        if (Interlocked.Increment(ref _arrived) == callers)
        {
            _open.SetResult();
        }

        return _open.Task;
    }
}
