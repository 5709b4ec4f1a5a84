namespace InfernoSim.Load.Envelope;

/// <summary>
/// Whether a service is itself again after an overload. One that is not, because it still works off what nobody waits for,
/// or what it called has broken, would be measured as a service that sustains less than it does.
/// </summary>
/// <param name="load">Applies the load.</param>
/// <param name="shapeOf">The load of a rate, measured for so long.</param>
/// <param name="alone">What one worker got done before any overload.</param>
/// <param name="level">The objective.</param>
/// <param name="budget">Of the whole search: no longer than that is waited.</param>
/// <param name="time">The clock.</param>
internal sealed class Recovery(LoadEngine load, Func<double, TimeSpan, LoadShape> shapeOf, LoadResult alone, ServiceLevel level, SearchBudget budget, TimeProvider time)
{
    /// <summary>What is looked at is a load that leaves room: at the edge itself a short look would be a matter of chance.</summary>
    private const double Share = 0.8;

    // What one worker is given may differ by this much from one look to the next.
    private const double Slower = 1.5;
    private const double Milliseconds = 10;
    private const double MoreErrors = 0.05;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Warmup = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    /// <summary>Told what is being measured.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Waits until the service is itself again.</summary>
    /// <param name="held">The greatest load that held; <see langword="null"/> when none has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when it is; how long it was waited for when it is not.</returns>
    public async Task<TimeSpan?> WaitAsync(MeasuredStep? held, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (!await IsItselfAsync(held, cancellationToken))
        {
            TimeSpan waited = time.GetElapsedTime(began);
            if (waited >= Longest || budget.Left <= Pause)
            {
                return waited;
            }

            Progress?.Report("waiting for the service to recover");
            await Task.Delay(Pause, time, cancellationToken);
        }

        return null;
    }

    // One worker asks first: a load would add to what the service works off, and one that does less the more wait would never be done.
    private async Task<bool> IsItselfAsync(MeasuredStep? held, CancellationToken cancellationToken)
    {
        TimeSpan glance = held is null ? alone.Shape.Measured : Glance;
        LoadResult one = await load.ApplyAsync(
            alone.Shape with { Warmup = TimeSpan.Zero, Measured = glance, Drain = budget.Drain(glance, Glance, alone.Shape.Drain) }, null, cancellationToken);
        if (one.Shortage is not null)
        {
            // That is the machine's, as the next load will show.
            return true;
        }

        if (one.Latency(0.5).Value > (Slower * alone.Latency(0.5).Value) + Milliseconds)
        {
            return false;
        }

        if (held is null)
        {
            return one.ErrorShare.Value <= alone.ErrorShare.Value + MoreErrors;
        }

        double rate = held.Load * Share;
        LoadResult result = await load.ApplyAsync(shapeOf(rate, Look) with { Warmup = Warmup, EndsWhenOverrun = true }, null, cancellationToken);
        MeasuredStep step = StepJudge.Judge(rate, result, level);
        return result.Shortage is not null || step.Verdict != StepVerdict.Missed || !step.IsClear;
    }
}
