using InfernoSim.LiveState;

namespace InfernoSim.Load;

/// <summary>One arrival: a worker with cookies and a number of its own, which is free again when its last exchange is closed.</summary>
internal sealed class LoadWorker(int id, WorkerIds ids, LiveChains? chains = null)
{
    // The arrival itself, and each exchange that is open.
    private int _uses = 1;

    public int Id { get; } = id;

    public WorkerCookies Cookies { get; } = new(chains);

    public void Use() => Interlocked.Increment(ref _uses);

    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            ids.Return(Id);
        }
    }
}
