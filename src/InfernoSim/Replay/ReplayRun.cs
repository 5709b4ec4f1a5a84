using System.Collections.Concurrent;

namespace InfernoSim.Replay;

/// <summary>The state of the run in progress that dependency calls are matched against.</summary>
internal sealed class ReplayRun(int number, ReplayPlan plan, ReorderPatience patience, TimeProvider time, bool isUnderLoad = false)
{
    private readonly ConcurrentDictionary<ReplayAddress, ExchangeScope> _open = new();

    /// <summary>Which run, from 0.</summary>
    public int Number { get; } = number;

    public UnattributedCalls Unattributed { get; } = new(plan.UnattributedIndex, plan.UnattributedCalls, plan.Options.Fanout, isUnderLoad);

    public IEnumerable<ExchangeScope> OpenScopes => _open.Values;

    public ExchangeScope Open(int worker, PlannedExchange exchange)
    {
        var address = new ReplayAddress(Number, worker, exchange.Index);
        var scope = new ExchangeScope(address, exchange, patience, time);
        _open[address] = scope;
        return scope;
    }

    public ExchangeScope? Find(ReplayAddress address) => _open.GetValueOrDefault(address);

    public void Close(ExchangeScope scope) => _open.TryRemove(scope.Address, out _);
}
