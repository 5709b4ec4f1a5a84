using System.Collections.Concurrent;
using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>Counts the dependency calls of a replay. Calls may come at any time from any thread; runs are folded in one after another.</summary>
internal sealed class CallTally(ReplayPlan plan)
{
    private readonly ConcurrentDictionary<(string Authority, string Scheme), Counter> _counters = new();
    private readonly Dictionary<Authority, Peaks> _peaks = [];
    private readonly Peaks _all = new();

    // Exchanges, by position, that some worker of some run made exactly the recorded calls in.
    private readonly bool[] _asRecorded = new bool[plan.Exchanges.Length];

    /// <summary>A call has reached the stub.</summary>
    public void CountAttempt(DependencyRequest request) => Interlocked.Increment(ref Of(request).Attempted);

    /// <summary>A call cannot be told to belong to a request.</summary>
    public void CountUnplaced(DependencyRequest request) => Interlocked.Increment(ref Of(request).Unplaced);

    /// <summary>A run is over.</summary>
    public void Fold(RunCalls run)
    {
        ILookup<int, CallDeltas> byExchange = run.Deltas.ToLookup(entry => entry.Key.Exchange, entry => entry.Value);
        foreach (PlannedExchange exchange in plan.Exchanges)
        {
            CallDeltas[] deltas = [.. byExchange[exchange.Index]];
            _asRecorded[exchange.Position] |= deltas.Length < plan.Options.Fanout;
            if (deltas.Length > 0)
            {
                Add(exchange, new RecordedCalls(exchange), deltas);
            }
        }
    }

    public CallFigures Complete(long requests, IReadOnlyList<ObservedRun> runs)
    {
        Dictionary<Authority, long> recorded = AddAsRecorded();
        foreach (PlannedCall call in plan.ExpectsUnattributedCalls ? plan.UnattributedCalls : [])
        {
            Authority dependency = DependencyRoute.Of(call.Event).Dependency;
            recorded[dependency] = recorded.GetValueOrDefault(dependency) + 1;
        }

        long workers = (long)runs.Count * plan.Options.Fanout;
        ILookup<Authority, Counter> counters = _counters.ToLookup(entry => Authority.Of(entry.Key.Authority, entry.Key.Scheme), entry => entry.Value);
        DependencyCalls[] dependencies = [.. recorded.Keys.Union(counters.Select(counter => counter.Key))
            .OrderBy(DependencyRoute.NameOf, StringComparer.Ordinal)
            .Select(dependency => _peaks.GetValueOrDefault(dependency, Peaks.None).ToCalls(plan.Exchanges) with
            {
                Authority = dependency,
                Dependency = DependencyRoute.NameOf(dependency),
                Recorded = recorded.GetValueOrDefault(dependency) * workers,
                Attempted = counters[dependency].Sum(counter => Interlocked.Read(ref counter.Attempted)),
                Unplaced = counters[dependency].Sum(counter => Interlocked.Read(ref counter.Unplaced)),
            })];
        return new CallFigures(requests, dependencies, _all.ToCalls(plan.Exchanges) with
        {
            Recorded = dependencies.Sum(calls => calls.Recorded),
            Attempted = dependencies.Sum(calls => calls.Attempted),
            Unplaced = dependencies.Sum(calls => calls.Unplaced),
        })
        {
            Incomplete = runs.Any(run => run.StallReason is not null) ? "a run was given up before its end" : null,
        };
    }

    private Counter Of(DependencyRequest request) => _counters.GetOrAdd((request.Authority, request.Scheme), static _ => new Counter());

    // Most exchanges of most runs: once at the end, and nothing of it is kept.
    private Dictionary<Authority, long> AddAsRecorded()
    {
        var totals = new Dictionary<Authority, long>();
        foreach (PlannedExchange exchange in plan.Exchanges)
        {
            var recorded = new RecordedCalls(exchange);
            foreach ((Authority dependency, int count) in recorded.ByDependency)
            {
                totals[dependency] = totals.GetValueOrDefault(dependency) + count;
            }

            if (_asRecorded[exchange.Position])
            {
                Add(exchange, recorded, [new CallDeltas()]);
            }
        }

        return totals;
    }

    private void Add(PlannedExchange exchange, RecordedCalls recorded, CallDeltas[] workers)
    {
        Authority[] called = [.. recorded.ByDependency.Keys.Union(workers.SelectMany(deltas => deltas.Calls.Keys))];
        foreach (CallDeltas deltas in workers)
        {
            lock (deltas)
            {
                AddCalls(exchange, recorded, deltas, called);
                AddGrowth(exchange, recorded, deltas);
                AddRetries(exchange, recorded, deltas);
            }
        }
    }

    private void AddCalls(PlannedExchange exchange, RecordedCalls recorded, CallDeltas deltas, Authority[] called)
    {
        int all = 0;
        foreach (Authority dependency in called)
        {
            int count = recorded.ByDependency.GetValueOrDefault(dependency) + deltas.Calls.GetValueOrDefault(dependency);
            Of(dependency).AddCalls(count, exchange);
            all += count;
        }

        _all.AddCalls(all, exchange);
    }

    private void AddGrowth(PlannedExchange exchange, RecordedCalls recorded, CallDeltas deltas)
    {
        foreach (DependencyRoute route in recorded.ByRoute.Keys.Union(deltas.Routes.Keys))
        {
            int before = recorded.ByRoute.GetValueOrDefault(route);
            var peak = new Peak((double)(before + deltas.Routes.GetValueOrDefault(route)) / Math.Max(1, before), exchange.Position, route.ToString());
            Of(route.Dependency).AddGrowth(peak);
            _all.AddGrowth(peak);
        }
    }

    private void AddRetries(PlannedExchange exchange, RecordedCalls recorded, CallDeltas deltas)
    {
        foreach ((int group, (DependencyRoute route, string display, int count)) in recorded.ByGroup)
        {
            var peak = new Peak((double)(count + deltas.Attempts.GetValueOrDefault(group)) / count, exchange.Position, display);
            Of(route.Dependency).AddRetries(peak);
            _all.AddRetries(peak);
        }
    }

    private Peaks Of(Authority dependency)
    {
        if (!_peaks.TryGetValue(dependency, out Peaks? peaks))
        {
            _peaks.Add(dependency, peaks = new Peaks());
        }

        return peaks;
    }

    private sealed class Counter
    {
        public long Attempted;
        public long Unplaced;
    }

    private readonly record struct Peak(double Value, int Position, string? Call);

    // The first exchange wins where several are equal, so that the same replay names the same request each time.
    private sealed class Peaks
    {
        private readonly HashSet<int> _callers = [];
        private Peak? _most;
        private Peak? _least;
        private Peak? _retries;
        private Peak? _growth;

        public static Peaks None { get; } = new();

        public void AddCalls(int count, PlannedExchange exchange)
        {
            var peak = new Peak(count, exchange.Position, null);
            _callers.Add(exchange.Position);
            _most = Farther(_most, peak, 1);
            _least = Farther(_least, peak, -1);
        }

        public void AddRetries(Peak peak) => _retries = Farther(_retries, peak, 1);

        public void AddGrowth(Peak peak) => _growth = Farther(_growth, peak, 1);

        public DependencyCalls ToCalls(PlannedExchange[] exchanges)
        {
            // A request that neither made nor should have made a call to this dependency made none.
            int silent = Enumerable.Range(0, exchanges.Length).FirstOrDefault(position => !_callers.Contains(position), -1);
            Peak? none = silent < 0 ? null : new Peak(0, silent, null);
            return new DependencyCalls
            {
                Dependency = "*",
                Recorded = 0,
                Attempted = 0,
                Unplaced = 0,
                Most = ToPublic(_most ?? none, exchanges),
                Least = ToPublic(none ?? _least, exchanges),
                Retries = ToPublic(_retries, exchanges),
                Growth = ToPublic(_growth, exchanges),
            };
        }

        private static Peak Farther(Peak? known, Peak peak, int sign)
        {
            if (known is not { } old)
            {
                return peak;
            }

            int order = sign * peak.Value.CompareTo(old.Value);
            order = order != 0 ? order : old.Position.CompareTo(peak.Position);
            order = order != 0 ? order : string.CompareOrdinal(old.Call, peak.Call);
            return order > 0 ? peak : old;
        }

        private static CallPeak? ToPublic(Peak? peak, PlannedExchange[] exchanges) => peak is { } known
            ? new CallPeak(known.Value, exchanges[known.Position].Index, exchanges[known.Position].Display, known.Call)
            : null;
    }
}
