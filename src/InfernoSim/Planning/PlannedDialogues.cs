using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>The recorded calls that go where some caller spoke in turn with the dependency: a call there is answered before all of it is known.</summary>
internal sealed class PlannedDialogues
{
    private readonly ILookup<(string Authority, string Target), PlannedCall> _calls;

    public PlannedDialogues(IEnumerable<PlannedCall> recorded)
    {
        (PlannedCall Call, (string, string) Place)[] answered = [.. recorded.Where(IsAnswered).OrderBy(call => call.Start).Select(call => (call, PlaceOf(call)))];
        HashSet<(string, string)> spoken = [.. answered.Where(entry => entry.Call.Event.Turns.Count > 0).Select(entry => entry.Place)];
        _calls = answered.Where(entry => spoken.Contains(entry.Place)).ToLookup(entry => entry.Place, entry => entry.Call);
    }

    /// <summary>The recorded calls that a call may be, in recorded order.</summary>
    /// <param name="head">The call; its body is not looked at.</param>
    public IEnumerable<PlannedCall> Of(DependencyRequest head) =>
        _calls.Count == 0 || !GrpcCall.Is(head.Headers) ? [] : _calls[(Authority.Of(head.Authority, head.Scheme).ToString(), head.PathAndQuery)];

    private static bool IsAnswered(PlannedCall call) =>
        GrpcCall.Is(call.Event.Headers) && call.Event is { Status: >= 200, Body.IsComplete: true } && call is { WhyUnanswerable: null, LongestWait: null };

    private static (string, string) PlaceOf(PlannedCall call)
    {
        var target = RecordedTarget.Of(call.Event);
        return (Authority.Of(target.Authority, target.Scheme).ToString(), target.PathAndQuery);
    }
}
