namespace InfernoSim.Load;

/// <summary>
/// Sends arrivals on a thread of its own, which a service that starves the thread pool does not slow down. A request is
/// begun on that thread; everything after its first wait is left to the pool.
/// </summary>
internal static class OpenLoop
{
    public static async Task RunAsync(LoadStep step, LoadShape shape, ArrivalSchedule schedule, TimeProvider time, CancellationToken cancellationToken)
    {
        var arrivals = new List<Task>();
        var pacer = new ArrivalPacer(schedule, time, new PreciseWait(time, schedule.Interval).Until);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, step.Overrun);
        await Task.Factory.StartNew(
            () => pacer.Run(step.Started, shape.Length, due => Add(arrivals, step.ArriveAsync(due)), stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (step.Overrun.IsCancellationRequested)
        {
            step.GiveUp();
        }

        await DrainAsync(step, Task.WhenAll(arrivals), shape, time);
    }

    /// <summary>Waits for what is in flight, and gives up what takes too long.</summary>
    public static async Task DrainAsync(LoadStep step, Task inFlight, LoadShape shape, TimeProvider time)
    {
        try
        {
            await inFlight.WaitAsync(shape.Drain, time);
        }
        catch (TimeoutException)
        {
            step.GiveUp();
            await inFlight;
        }
    }

    private static void Add(List<Task> arrivals, Task arrival)
    {
        if (!arrival.IsCompletedSuccessfully)
        {
            arrivals.Add(arrival);
        }
    }
}
