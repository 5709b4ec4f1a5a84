using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>What happens in one exchange of one worker, where that is kept. Thread-safe once it is begun.</summary>
internal sealed class ExchangeEvents
{
    private readonly Lock _lock = new();
    private EventLog? _log;

    /// <summary>Keeps events from now on.</summary>
    /// <param name="log">Where; <see langword="null"/> for nowhere.</param>
    public void Begin(EventLog? log) => _log = log;

    /// <summary>Notes an event.</summary>
    public void Note(LogicalEventKind kind, int call = -1)
    {
        if (_log is not { } log)
        {
            return;
        }

        lock (_lock)
        {
            log.Add(kind, call);
        }
    }

    /// <summary>The events so far, in causal order.</summary>
    public LogicalEvent[] Take(PlannedExchange exchange)
    {
        lock (_lock)
        {
            return _log?.InCausalOrder(exchange) ?? [];
        }
    }
}
