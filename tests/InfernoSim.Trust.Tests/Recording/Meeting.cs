namespace InfernoSim.Trust.Tests.Recording;

/// <summary>Lets nobody go on until all are there, and then begins again.</summary>
/// <param name="size">How many meet.</param>
internal sealed class Meeting(int size)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _present;

    /// <summary>Comes, and waits for the others.</summary>
    public Task MeetAsync()
    {
        lock (_lock)
        {
            Task full = _full.Task;
            if (++_present == size)
            {
                _full.SetResult();
                _full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _present = 0;
            }

            return full;
        }
    }
}
