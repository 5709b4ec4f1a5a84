namespace InfernoSim.Cli.Terminal;

/// <summary>Waits for whoever told a command to stop.</summary>
internal static class Stopped
{
    /// <summary>Waits for the token to be cancelled.</summary>
    /// <param name="stop">The token.</param>
    /// <param name="orThis">What ends the wait as well; nothing else when omitted.</param>
    public static async Task WaitAsync(CancellationToken stop, Task? orThis = null)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration onStop = stop.Register(() => stopped.TrySetResult());
        await (orThis is null ? stopped.Task : Task.WhenAny(stopped.Task, orThis));
    }
}
