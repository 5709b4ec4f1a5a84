using System.Runtime.CompilerServices;

namespace InfernoSim;

/// <summary>
/// The synchronization context and task scheduler of whoever calls a package: a test framework's, a user interface's. What is public and
/// asynchronous leaves them first, so that nothing in here waits for a thread that the caller may be blocking, or runs on it.
/// </summary>
internal static class CallerContext
{
    /// <summary>Continues on the thread pool when the caller has a context or a scheduler of its own, and at once when it has none.</summary>
    public static ConfiguredTaskAwaitable Leave() =>
        Task.CompletedTask.ConfigureAwait(IsNone ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);

    /// <summary>Continues on the thread pool, also when the caller has no context.</summary>
    public static ConfiguredTaskAwaitable LeaveThread() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static bool IsNone => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default;
}
