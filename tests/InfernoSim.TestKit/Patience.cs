namespace InfernoSim.TestKit;

/// <summary>
/// How long a test waits for what must come. It only ends a test that hangs: nothing is proved by what comes sooner.
/// </summary>
public static class Patience
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest wait: a minute, enough for a busy machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a condition holds, at most for <see cref="Limit"/>; the test then asserts what it waited for.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition() && !limit.IsCancellationRequested)
        {
            await Task.Delay(Step);
        }
    }
}
