using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Tests.Limits;

/// <summary>What the runtime tells of waits. It is told to one alone: a replay beside this, in the same process, would hear it in place of the test.</summary>
[CollectionDefinition(nameof(RuntimeWaitsTests), DisableParallelization = true)]
[Collection(nameof(RuntimeWaitsTests))]
public sealed class RuntimeWaitsTests
{
    [Fact]
    public async Task The_runtime_tells_which_threads_of_the_pool_wait_for_one_object()
    {
        var waits = new ThreadWaits(new PoolThreads(Environment.ProcessId).Contains);
        WaitListener.Instance.TellTo(waits);
        try
        {
            waits.Restart();
            object gate = new();
            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Task[] workers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => WaitUntil(gate, () => waits.Read(1).Monitor is { Threads: > 1 } || stop.IsCancellationRequested)))];
            await Task.WhenAll(workers);
        }
        finally
        {
            WaitListener.Instance.Forget(waits);
        }

        Assert.InRange(waits.Read(1).Monitor?.Threads ?? 0, 2, int.MaxValue);
    }

    private static void WaitUntil(object gate, Func<bool> isSeen)
    {
        while (!isSeen())
        {
            lock (gate)
            {
                Monitor.Wait(gate, TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
