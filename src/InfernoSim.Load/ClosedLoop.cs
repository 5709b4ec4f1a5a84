namespace InfernoSim.Load;

/// <summary>
/// Workers that each send the next arrival when the one before is over. Such a load slows down with the service, so it
/// shows what a number of workers gets done, and hides how long others would have waited.
/// </summary>
internal static class ClosedLoop
{
    public static async Task RunAsync(LoadStep step, LoadShape shape, TimeProvider time, CancellationToken cancellationToken)
    {
        Task workers = Task.WhenAll(Enumerable.Range(0, shape.Workers).Select(_ => Task.Run(() => WorkAsync(step, shape, time, cancellationToken), CancellationToken.None)));
        TimeSpan left = shape.Length - time.GetElapsedTime(step.Started);
        if (left > TimeSpan.Zero)
        {
            await Task.WhenAny(workers, Task.Delay(left, time, cancellationToken));
        }

        await OpenLoop.DrainAsync(step, workers, shape, time);
    }

    private static async Task WorkAsync(LoadStep step, LoadShape shape, TimeProvider time, CancellationToken cancellationToken)
    {
        while (time.GetElapsedTime(step.Started) < shape.Length && !cancellationToken.IsCancellationRequested && !step.Overrun.IsCancellationRequested)
        {
            await step.ArriveAsync(time.GetTimestamp());
        }
    }
}
