using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.TestKit;

/// <summary>Time that passes because a test says so.</summary>
public static class ControlledTime
{
    /// <summary>Lets time pass until work is done that nothing but time can end.</summary>
    /// <param name="time">The clock of the work.</param>
    /// <param name="work">The work.</param>
    /// <param name="step">How far the clock goes on in a millisecond or more.</param>
    /// <exception cref="TimeoutException">The work is not done within <see cref="Patience.Limit"/>, whatever its clock says.</exception>
    public static async Task<T> AdvanceUntilAsync<T>(this FakeTimeProvider time, Task<T> work, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!work.IsCompleted && !limit.IsCancellationRequested)
        {
            time.Advance(step);
            await Task.Delay(1);
        }

        return await work.WaitAsync(TimeSpan.Zero);
    }
}
