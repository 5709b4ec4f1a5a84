using InfernoSim.Incidents;
using InfernoSim.LiveState;

namespace InfernoSim.Inspection;

/// <summary>A part of an incident that is an incident of its own.</summary>
internal sealed class IncidentSlice
{
    private readonly Incident _incident;
    private readonly IReadOnlyList<RecordedExchange> _exchanges;

    private IncidentSlice(Incident incident, IReadOnlyList<RecordedExchange> exchanges, int met)
    {
        _incident = incident;
        _exchanges = exchanges;
        Met = met;
    }

    /// <summary>How many exchanges it holds.</summary>
    public int Count => _exchanges.Count;

    /// <summary>How many of them are what was looked for.</summary>
    public int Met { get; }

    /// <summary>Cuts out what meets a condition, with what was going on around it.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="within">How far before the request and after the response others belong to it.</param>
    /// <param name="keepCauses">Whether the exchanges that made the tokens, cookies and ids of those that are kept are kept as well, and so on.</param>
    public static IncidentSlice Of(Incident incident, ExchangeCondition condition, TimeSpan within, bool keepCauses)
    {
        RecordedExchange[] met = [.. incident.Exchanges.Where(condition.Holds)];
        (long From, long To)[] spans = [.. met.Select(exchange => SpanOf(exchange, within))];
        var kept = incident.Exchanges.Where(exchange => SpanOf(exchange, TimeSpan.Zero) is var own && spans.Any(span => own.From <= span.To && own.To >= span.From)).Select(exchange => exchange.Index).ToHashSet();
        if (keepCauses)
        {
            AddCauses(incident, kept);
        }

        return new IncidentSlice(incident, [.. incident.Exchanges.Where(exchange => kept.Contains(exchange.Index))], met.Length);
    }

    /// <summary>Writes it into a folder of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IncidentFormatException">The folder holds a recording already.</exception>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public Task WriteAsync(string folder) => WholeIncident.WriteAsync(folder, async writer =>
    {
        foreach (IncidentEvent e in Events())
        {
            await LogOf(writer, e.Type).AppendAsync(e);
        }

        await writer.CompleteAsync(_incident.Metadata ?? new IncidentMetadata());
    });

    private static IncidentLogWriter LogOf(IncidentWriter writer, IncidentEventType type) => type switch
    {
        IncidentEventType.InboundRequest or IncidentEventType.InboundResponse => writer.Inbound,
        IncidentEventType.OutboundCall => writer.Outbound,
        _ => writer.Sql,
    };

    // What belongs to no exchange is kept where it was made while one of them was open.
    private IEnumerable<IncidentEvent> Events()
    {
        (long From, long To)[] spans = [.. _exchanges.Select(exchange => SpanOf(exchange, TimeSpan.Zero))];
        IEnumerable<IncidentEvent> unattributed = _incident.UnattributedCalls.Where(call => call.IsBackground || spans.Any(span => call.Timestamp.UnixNanoseconds >= span.From && call.Timestamp.UnixNanoseconds <= span.To));
        return _exchanges
            .SelectMany(exchange => (IEnumerable<IncidentEvent>)[exchange.Request, .. exchange.Calls, .. exchange.Response is { } response && response.Type == IncidentEventType.InboundResponse ? [response] : (IncidentEvent[])[]])
            .Concat(unattributed)
            .Concat(_incident.SqlConnections)
            .OrderBy(e => e.Timestamp.UnixNanoseconds);
    }

    private static void AddCauses(Incident incident, HashSet<int> kept)
    {
        var chains = LiveChains.Find(incident);
        var open = new Stack<int>(kept);
        while (open.TryPop(out int exchange))
        {
            foreach (int source in chains.Touching(exchange).Select(chain => chain.Source.Exchange).Where(source => source >= 0 && source < exchange))
            {
                if (kept.Add(source))
                {
                    open.Push(source);
                }
            }
        }
    }

    private static (long From, long To) SpanOf(RecordedExchange exchange, TimeSpan around)
    {
        long more = around.Ticks * TimeSpan.NanosecondsPerTick;
        long from = exchange.Request.Timestamp.UnixNanoseconds;
        return (from - more, (exchange.Response?.Timestamp.UnixNanoseconds ?? from) + more);
    }
}
