namespace InfernoSim.TestKit;

/// <summary>Callers that wait for a task on the only thread of their synchronization context or task scheduler, as a user interface or a test framework may.</summary>
public static class BlockedCaller
{
    /// <summary>Waits on the only thread of a synchronization context, which runs nothing meanwhile.</summary>
    /// <param name="call">Started on that thread.</param>
    /// <returns>What the call returns. A call that needs the thread ends with a <see cref="TimeoutException"/>.</returns>
    public static Task<T> OfContextAsync<T>(Func<Task<T>> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BusyContext());
            Complete(done, call);
        })
        { IsBackground = true };
        thread.Start();
        return done.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Waits on the only thread of a task scheduler.</summary>
    /// <inheritdoc cref="OfContextAsync"/>
    public static Task<T> OfSchedulerAsync<T>(Func<Task<T>> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskScheduler one = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        _ = Task.Factory.StartNew(() => Complete(done, call), CancellationToken.None, TaskCreationOptions.LongRunning, one);
        return done.Task.WaitAsync(Patience.Limit);
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<Task<T>> call)
    {
        try
        {
            done.SetResult(call().GetAwaiter().GetResult());
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }

    private sealed class BusyContext : SynchronizationContext
    {
        // The thread is blocked until the call is over, and the call is what this would continue.
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
