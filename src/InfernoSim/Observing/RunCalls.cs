using System.Collections.Concurrent;
using InfernoSim.Goals;
using InfernoSim.Observations;

namespace InfernoSim.Observing;

/// <summary>Which exchanges of one run made other calls than recorded, by worker. Thread-safe.</summary>
internal sealed class RunCalls
{
    private readonly ConcurrentDictionary<ReplayAddress, CallDeltas> _deltas = new();

    /// <summary>The exchanges that differ.</summary>
    public IEnumerable<KeyValuePair<ReplayAddress, CallDeltas>> Deltas => _deltas;

    /// <summary>An exchange is over.</summary>
    public void Add(ReplayAddress address, CallDeltas deltas)
    {
        if (deltas.IsEmpty)
        {
            return;
        }

        // A call may have come between the end of the exchange and this.
        CallDeltas known = _deltas.GetOrAdd(address, deltas);
        if (!ReferenceEquals(known, deltas))
        {
            lock (known)
            {
                known.Add(deltas);
            }
        }
    }

    /// <summary>A call came for an exchange that was over.</summary>
    public void AddLate(ReplayAddress address, DependencyRoute route, int group)
    {
        CallDeltas deltas = _deltas.GetOrAdd(address, static _ => new CallDeltas());
        lock (deltas)
        {
            deltas.AddUnmatched(route, group);
        }
    }
}
