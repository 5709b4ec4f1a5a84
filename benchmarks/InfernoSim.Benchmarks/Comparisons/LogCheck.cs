using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>Holds a load against what was recorded of it: a proxy that logs less than everything is not what is measured.</summary>
/// <param name="countAsync">How many exchanges are in the log.</param>
internal sealed class LogCheck(Func<Task<long>> countAsync)
{
    private long _before;

    public async Task<LoadResult> OfAsync(Task<LoadResult> load)
    {
        LoadResult result = await load;
        long count = await countAsync();
        long recorded = count - _before;
        _before = count;
        return recorded == result.Requests
            ? result
            : throw new BenchmarkException($"{result.Requests} requests were answered, but {recorded} exchanges recorded.");
    }
}
