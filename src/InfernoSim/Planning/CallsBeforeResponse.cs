using InfernoSim.Goals;

namespace InfernoSim.Planning;

/// <summary>
/// Which recorded calls the response of their exchange followed: those that had been answered before it was complete. A
/// call that the service is seen in the incident not to wait for, in this exchange or in another of its route, may come
/// late, and so may a WebSocket, of which only its end tells which recorded one it is.
/// </summary>
internal sealed class CallsBeforeResponse
{
    // Each of them costs a moment in the first run.
    private const int MostWatched = 60;

    /// <summary>A response that follows none.</summary>
    public static readonly CallsBeforeResponse None = new([], []);

    private readonly int[] _places;
    private readonly bool[] _watched;

    private CallsBeforeResponse(int[] places, bool[] watched)
    {
        _places = places;
        _watched = watched;
    }

    /// <summary>
    /// The place in the service that makes a call, as far as routes tell it, when the response has to wait for the call; -1
    /// when the call may come late.
    /// </summary>
    public int PlaceOf(PlannedCall call) => call.Index < _places.Length ? _places[call.Index] : -1;

    /// <summary>Whether the first run looks whether the service waits for the answer: once for each place, at its first and last call.</summary>
    public bool IsWatched(PlannedCall call) => call.Index < _watched.Length && _watched[call.Index];

    /// <summary>Finds them for exchanges, which are in the order that they began.</summary>
    public static void Assign(IReadOnlyList<PlannedExchange> exchanges)
    {
        var mayBeLate = new HashSet<(string, DependencyRoute)>();
        foreach (PlannedExchange exchange in exchanges)
        {
            foreach (PlannedCall call in exchange.Calls.Where(call => call.End > exchange.End || call.MayComeAnyTime || call.Conversation is not null))
            {
                mayBeLate.Add(KeyOf(exchange, call));
            }
        }

        var places = new Dictionary<(string, DependencyRoute), int>();
        int watched = 0;
        foreach (PlannedExchange exchange in exchanges)
        {
            exchange.BeforeResponse = exchange.Calls.Length == 0 || exchange.Recorded.Response is null || exchange.Race is not null
                ? None
                : Of(exchange, mayBeLate, places, ref watched);
        }
    }

    private static CallsBeforeResponse Of(
        PlannedExchange exchange, HashSet<(string, DependencyRoute)> mayBeLate, Dictionary<(string, DependencyRoute), int> places, ref int watched)
    {
        int[] own = new int[exchange.Calls.Length];
        bool[] isWatched = new bool[exchange.Calls.Length];
        var firstSeen = new Dictionary<int, (int First, int Last)>();
        foreach (PlannedCall call in exchange.Calls)
        {
            (string, DependencyRoute) key = KeyOf(exchange, call);
            own[call.Index] = -1;
            if (mayBeLate.Contains(key) || call.LongestWait is not null)
            {
                continue;
            }

            if (!places.TryGetValue(key, out int place))
            {
                places.Add(key, place = places.Count);
                firstSeen.Add(place, (call.Index, call.Index));
            }
            else if (firstSeen.TryGetValue(place, out (int First, int Last) seen))
            {
                firstSeen[place] = seen with { Last = call.Index };
            }

            own[call.Index] = place;
        }

        foreach ((int first, int last) in firstSeen.Values)
        {
            if (watched < MostWatched)
            {
                isWatched[first] = isWatched[last] = true;
                watched += first == last ? 1 : 2;
            }
        }

        return new CallsBeforeResponse(own, isWatched);
    }

    private static (string, DependencyRoute) KeyOf(PlannedExchange exchange, PlannedCall call) =>
        ($"{exchange.Method} {RouteTemplate.Of(exchange.Target)}", DependencyRoute.Of(call.Event));
}
