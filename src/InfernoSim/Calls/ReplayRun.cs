using System.Collections.Concurrent;
using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>The state of the run in progress that dependency calls are matched against.</summary>
internal sealed class ReplayRun(int number, ReplayPlan plan, OrderPatience patience, LiveStateLog liveState, TimeProvider time, bool isUnderLoad = false, FreshHeaderLog? freshHeaders = null)
{
    private readonly TimeProvider _wall = new TimeFlow(time).Wall;
    private readonly ConcurrentDictionary<int, LiveValues> _live = new();
    private readonly ConcurrentDictionary<int, FreshHeaders> _headers = new();
    private readonly ConcurrentDictionary<ReplayAddress, ExchangeScope> _open = new();

    /// <summary>Which run, from 0.</summary>
    public int Number { get; } = number;

    public UnattributedCalls Unattributed { get; } = new(plan.UnattributedIndex, plan.UnattributedCalls, plan.Options.Fanout, isUnderLoad);

    /// <summary>Statements that came before the exchange that they may be of.</summary>
    public EarlyStatements Early { get; } = new();

    /// <summary>Beginnings of transactions of which it is not known yet whose they are.</summary>
    public HeldBeginnings Beginnings { get; } = new();

    /// <summary>Which exchanges made other calls than recorded.</summary>
    public RunCalls Calls { get; } = new();

    public IEnumerable<ExchangeScope> OpenScopes => _open.Values;

    /// <summary>An exchange of a worker begins.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="isSent">Whether its request is sent now; otherwise <see cref="ExchangeScope.BeginRequest"/> says when.</param>
    public ExchangeScope Open(int worker, PlannedExchange exchange, bool isSent = true)
    {
        var address = new ReplayAddress(Number, worker, exchange.Index);
        var scope = new ExchangeScope(address, exchange, patience, LiveOf(worker), _wall, _headers.GetOrAdd(worker, _ => new FreshHeaders(freshHeaders)));
        if (isSent)
        {
            scope.BeginRequest();
        }

        _open[address] = scope;
        return scope;
    }

    /// <summary>What the service has given a worker in this run.</summary>
    public LiveValues LiveOf(int worker) => _live.GetOrAdd(worker, _ => new LiveValues(plan.LiveChains, liveState, isUnderLoad ? null : new LiveOwner(Number, worker), time, _wall));

    /// <summary>Keeps what a response sets for a worker.</summary>
    public void KeepCookies(int worker, WorkerCookies cookies, PlannedExchange exchange, ObservedResponse response)
    {
        IReadOnlyList<string> lines = plan.Options.LiveState ? response.Headers.Values("Set-Cookie") : [];
        if (lines.Count == 0)
        {
            return;
        }

        IReadOnlyList<string> recorded = exchange.Recorded.Response?.Headers.Values("Set-Cookie") ?? [];
        foreach ((string name, string? known, string value) in cookies.Store(lines, recorded, exchange.CookieOrigin))
        {
            if (known is not null)
            {
                LiveOf(worker).SetCookie(name, known, value);
            }
        }
    }

    /// <summary>Drops what the service has given a worker, whose number is to be another's.</summary>
    public void Forget(int worker)
    {
        _live.TryRemove(worker, out _);
        _headers.TryRemove(worker, out _);
    }

    public ExchangeScope? Find(ReplayAddress address) => _open.GetValueOrDefault(address);

    public void Close(ExchangeScope scope) => _open.TryRemove(scope.Address, out _);
}
