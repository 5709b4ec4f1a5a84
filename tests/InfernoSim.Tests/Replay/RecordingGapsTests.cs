using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

/// <summary>An incident whose recording was killed: what a replay of it can be blamed for.</summary>
public class RecordingGapsTests
{
    private const int Whole = 0;
    private const int BrokenOff = 1;
    private const int WithoutTraceId = 2;
    private const int OfNobody = 0;
    private const int OfALostRequest = 1;

    private readonly RecordingGaps _gaps = RecordingGaps.Of(new Incident
    {
        Folder = "",
        Exchanges =
        [
            new RecordedExchange { Index = Whole, Request = Request("a"), Response = Event(IncidentEventType.InboundResponse, "a") },
            new RecordedExchange { Index = BrokenOff, Request = Request("b") },
            new RecordedExchange { Index = WithoutTraceId, Request = Request(null) },
        ],
        UnattributedCalls = [Call(null), Call("lost")],
    });

    [Theory]
    [InlineData(DivergenceKind.CallExtra, Whole, false)]
    [InlineData(DivergenceKind.CallExtra, BrokenOff, true)]
    [InlineData(DivergenceKind.CallDuplicate, BrokenOff, true)]
    [InlineData(DivergenceKind.CallMissing, BrokenOff, false)]
    [InlineData(DivergenceKind.CallChanged, BrokenOff, false)]
    [InlineData(DivergenceKind.ResponseFailed, BrokenOff, false)]
    [InlineData(DivergenceKind.CallExtra, WithoutTraceId, false)]
    public void Only_calls_that_may_not_have_been_recorded_are_explained(DivergenceKind kind, int exchange, bool isExplained)
    {
        Divergence divergence = Of(kind, exchange, call: 0);

        Assert.Equal(isExplained, _gaps.Explain(divergence));
    }

    [Theory]
    [InlineData(DivergenceKind.CallMissing, OfNobody, false)]
    [InlineData(DivergenceKind.CallMissing, OfALostRequest, true)]
    [InlineData(DivergenceKind.CallExtra, OfALostRequest, false)]
    public void A_call_is_not_missed_whose_request_was_not_recorded(DivergenceKind kind, int call, bool isExplained)
    {
        Divergence divergence = Of(kind, exchange: -1, call);

        Assert.Equal(isExplained, _gaps.Explain(divergence));
    }

    [Fact]
    public void What_is_explained_weakens_a_pass()
    {
        NotTested said = Assert.Single(_gaps.NotTested);

        Assert.StartsWith("dependency calls of requests that were not recorded (1)", said.What, StringComparison.Ordinal);
        Assert.True(said.WeakensVerdict);
    }

    private static IncidentEvent Request(string? traceId) => Event(IncidentEventType.InboundRequest, traceId);

    private static IncidentEvent Call(string? traceId) => Event(IncidentEventType.OutboundCall, traceId);

    private static IncidentEvent Event(IncidentEventType type, string? traceId) => new() { Type = type, Timestamp = default, TraceId = traceId };

    private static Divergence Of(DivergenceKind kind, int exchange, int call) =>
        new() { Kind = kind, Run = 0, Worker = 0, Exchange = exchange, Call = call, Request = "", Expected = "", Got = "" };
}
