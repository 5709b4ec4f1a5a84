using InfernoSim.Laboratory.Labs;

namespace InfernoSim.Laboratory.Tests;

/// <summary>
/// Limits that are met so hard that they are named on any machine: a busy one makes the same waits longer and no other
/// explanation likelier. A classifier that names nothing fails here.
/// </summary>
[Collection(Alone.Name)]
public sealed class GenerousLoadTests
{
    [Fact]
    public Task A_lock_that_lets_through_a_third_of_what_is_asked_is_found() =>
        AssertFoundAsync("LOCK_CONTENTION", AllLabs.Named("global lock, child") with { Rate = 1500, Requests = 1500 });

    [Fact]
    public Task A_pool_whose_threads_all_sleep_is_found() =>
        AssertFoundAsync("THREAD_POOL_STARVATION", AllLabs.Named("six threads, child") with { Rate = 360, Requests = 360 });

    [Fact]
    public Task A_dependency_that_takes_a_second_is_found() =>
        AssertFoundAsync("DEPENDENCY_LATENCY (slow.test)", AllLabs.Named("slow dependency, child") with { Requests = 5, Inject = ["dep=slow.test latency=+1s"] });

    private static async Task AssertFoundAsync(string limit, Lab lab)
    {
        LabResult result = await LabRun.RunAsync(lab, CancellationToken.None);

        Assert.True(result.Found.Name == limit, $"{result.Found.Name} ({result.Found.Evidence})\n{result.Evidence}");
    }
}
