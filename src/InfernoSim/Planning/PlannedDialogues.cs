using InfernoSim.Matching;
using InfernoSim.WebSockets;

namespace InfernoSim.Planning;

/// <summary>The recorded calls that go where some caller spoke in turn with the dependency: a call there is answered before all of it is known.</summary>
internal sealed class PlannedDialogues
{
    private readonly ILookup<(string Authority, string Target), PlannedCall> _calls;
    private readonly ILookup<(string Authority, string Path), PlannedCall> _webSockets;

    public PlannedDialogues(IEnumerable<PlannedCall> recorded)
    {
        PlannedCall[] all = [.. recorded.OrderBy(call => call.Start)];
        (PlannedCall Call, (string, string) Place)[] answered = [.. all.Where(IsAnswered).Select(call => (call, PlaceOf(call)))];
        HashSet<(string, string)> spoken = [.. answered.Where(entry => entry.Call.Event.Turns.Count > 0).Select(entry => entry.Place)];
        _calls = answered.Where(entry => spoken.Contains(entry.Place)).ToLookup(entry => entry.Place, entry => entry.Call);
        _webSockets = all.Where(call => WebSocketHandshake.Is(call.Event.Headers)).ToLookup(call => WithoutQuery(PlaceOf(call)));
    }

    /// <summary>The recorded calls that a call may be, in recorded order.</summary>
    /// <param name="head">The call; its body is not looked at.</param>
    public IEnumerable<PlannedCall> Of(DependencyRequest head) => _calls.Count == 0 || !GrpcCall.Is(head.Headers) ? [] : _calls[PlaceOf(head)];

    /// <summary>The recorded calls that asked for a WebSocket where a call does, those with its very target first, in recorded order.</summary>
    /// <param name="head">The call. Its query may hold a token that is another each time.</param>
    public IEnumerable<PlannedCall> WebSocketsOf(DependencyRequest head)
    {
        if (_webSockets.Count == 0 || !WebSocketHandshake.Is(head.Headers))
        {
            return [];
        }

        (string Authority, string Target) place = PlaceOf(head);
        return _webSockets[WithoutQuery(place)].OrderBy(call => PlaceOf(call) == place ? 0 : 1);
    }

    private static bool IsAnswered(PlannedCall call) =>
        GrpcCall.Is(call.Event.Headers) && call.Event is { Status: >= 200, Body.IsComplete: true } && call is { WhyUnanswerable: null, LongestWait: null };

    private static (string Authority, string Target) PlaceOf(DependencyRequest head) => (Authority.Of(head.Authority, head.Scheme).ToString(), head.PathAndQuery);

    private static (string Authority, string Target) PlaceOf(PlannedCall call)
    {
        var target = RecordedTarget.Of(call.Event);
        return (Authority.Of(target.Authority, target.Scheme).ToString(), target.PathAndQuery);
    }

    private static (string Authority, string Path) WithoutQuery((string Authority, string Target) place) => (place.Authority, place.Target.Split('?')[0]);
}
