using InfernoSim.Goals;
using InfernoSim.Incidents;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>
/// Gives recorded calls that name no request to the one they were made for, where that is known: the only one that was
/// open when they began, or the only one of those whose own values, or whose earlier answers' values, they hold. A call
/// that is also made while no request is open may be the service's own work, and is given to none.
/// </summary>
internal sealed class CallAttribution
{
    private readonly IReadOnlyList<RecordedExchange> _exchanges;
    private readonly List<IncidentEvent>?[] _given;
    private readonly HashSet<string>?[] _words;
    private readonly HashSet<IncidentEvent> _isGiven = new(ReferenceEqualityComparer.Instance);

    private CallAttribution(Incident incident)
    {
        _exchanges = incident.Exchanges;
        _given = new List<IncidentEvent>?[_exchanges.Count];
        _words = new HashSet<string>?[_exchanges.Count];
        List<UnnamedCall> calls = [.. UnnamedCall.Of(incident)];
        HashSet<DependencyRoute> ownWork = [.. calls.Where(call => call.Open.Length == 0).Select(call => DependencyRoute.Of(call.Event))];
        calls.RemoveAll(call => call.Open.Length == 0);
        List<UnnamedCall> undecided = [.. calls.Where(call => call.Open.Length > 1 || ownWork.Contains(DependencyRoute.Of(call.Event)))];
        foreach (UnnamedCall call in calls.Except(undecided))
        {
            Give(call, call.Open[0]);
        }

        Decide(undecided);
        Undecided = [.. undecided.Select(call => call.Event)];
        Incident = _isGiven.Count == 0 ? incident : With(incident);
    }

    /// <summary>The incident with the calls in their exchanges.</summary>
    public Incident Incident { get; }

    /// <summary>Whether calls were given to exchanges, so that calls of the replay that name none may be, too.</summary>
    public bool HasGiven => _isGiven.Count > 0;

    /// <summary>Calls that name no request, and were given to one.</summary>
    public IReadOnlyCollection<IncidentEvent> Given => _isGiven;

    /// <summary>The calls that may be of several exchanges.</summary>
    public IReadOnlyList<IncidentEvent> Undecided { get; }

    /// <summary>What a verdict has to say of it.</summary>
    public IReadOnlyList<NotTested> NotTested => Undecided.Count == 0
        ? []
        : [new NotTested(
            $"which request made {Undecided.Count} dependency calls that name none, when several may have ({string.Join(", ", Hosts())}): "
            + "they were compared by content alone, in any order (let the service pass traceparent and tracestate on)",
            true)];

    /// <summary>Finds the requests.</summary>
    /// <param name="incident">The incident as recorded.</param>
    public static CallAttribution Of(Incident incident) => new(incident);

    private IEnumerable<string> Hosts() =>
        Undecided.Select(call => DependencyRoute.NameOf(DependencyRoute.Of(call).Dependency)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);

    // What a call that is decided was answered may name the next one.
    private void Decide(List<UnnamedCall> undecided)
    {
        int decided;
        do
        {
            decided = undecided.RemoveAll(TryDecide);
        }
        while (decided > 0);
    }

    private bool TryDecide(UnnamedCall call)
    {
        int owner = OwnValues.OnlyOwner([.. call.Open.Select(WordsOf)], OwnValues.OfCall(call.Event));
        if (call.Open.Length < 2 || owner < 0)
        {
            return false;
        }

        Give(call, call.Open[owner]);
        return true;
    }

    private HashSet<string> WordsOf(int exchange) => _words[exchange] ??= OwnValues.Of(_exchanges[exchange].Request);

    private void Give(UnnamedCall call, int exchange)
    {
        (_given[exchange] ??= []).Add(call.Event);
        _isGiven.Add(call.Event);
        WordsOf(exchange).UnionWith(OwnValues.OfAnswer(call.Event));
    }

    private Incident With(Incident incident) => incident.With(
        [.. incident.Exchanges.Select((exchange, position) => _given[position] is not { } given
            ? exchange
            : exchange with { Calls = [.. exchange.Calls.Concat(given).OrderBy(call => call.Timestamp.UnixNanoseconds)] })],
        [.. incident.UnattributedCalls.Where(call => !_isGiven.Contains(call))]);

    /// <summary>A recorded call that names no request, with the positions of the exchanges that were open when it began.</summary>
    private sealed class UnnamedCall(IncidentEvent recorded, int[] open)
    {
        public IncidentEvent Event { get; } = recorded;

        public int[] Open { get; } = open;

        public static IEnumerable<UnnamedCall> Of(Incident incident)
        {
            int next = 0;
            List<int> open = [];
            foreach (IncidentEvent call in incident.UnattributedCalls.Where(IsUnnamed).OrderBy(call => call.Timestamp.UnixNanoseconds))
            {
                long began = call.Timestamp.UnixNanoseconds;
                while (next < incident.Exchanges.Count && incident.Exchanges[next].Request.Timestamp.UnixNanoseconds <= began)
                {
                    open.Add(next++);
                }

                open.RemoveAll(position => incident.Exchanges[position].Response is { } response && response.Timestamp.UnixNanoseconds < began);
                yield return new UnnamedCall(call, [.. open]);
            }
        }

        // A call that the recording cannot answer would take the replay of its exchange with it.
        private static bool IsUnnamed(IncidentEvent call) => call.TraceId is null && new PlannedCall(call, 0, -1).WhyUnanswerable is null;
    }
}
