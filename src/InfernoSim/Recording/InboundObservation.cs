using System.Runtime.CompilerServices;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>
/// An exchange of the service. The service is told its id in every way that it may pass on; what is recorded are the
/// caller's own headers.
/// </summary>
internal sealed class InboundObservation : TrafficObservation
{
    private string? _traceParentId;

    /// <summary>Begins an exchange.</summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="method">The request method.</param>
    /// <param name="target">The target in origin-form.</param>
    /// <param name="service">The authority of the service.</param>
    /// <param name="traceId">The id; <see langword="null"/> for a fresh one.</param>
    public InboundObservation(TrafficRecorder recorder, string method, string target, string service, string? traceId = null)
        : base(recorder, method, target, service) =>
        TraceId = traceId ?? RandomIds.New();

    /// <summary>The exchange's id: 32 lower-case hex digits.</summary>
    public string TraceId { get; }

    /// <summary>The request begins, and with it the exchange is open.</summary>
    /// <param name="hopByHop">Its fields for one connection.</param>
    /// <param name="traceParent">The caller's <c>traceparent</c>, the first where there are several; <see langword="null"/> for none.</param>
    public void BeginRequest(HopByHop hopByHop, string? traceParent)
    {
        BeginRequest(hopByHop);
        _traceParentId = traceParent is null ? TraceId : TraceContext.ReadTraceParentId(traceParent);
        if (_traceParentId is not null)
        {
            Recorder.Options.OpenExchanges.Open(_traceParentId, TraceId);
        }
    }

    /// <summary>The fields that tell the service the id, in place of those of the same names.</summary>
    /// <param name="hasParent">Whether the caller has sent a <c>traceparent</c>.</param>
    /// <param name="traceState">The caller's <c>tracestate</c> values.</param>
    public IReadOnlyList<(string Name, string Value)> Identity(bool hasParent, IReadOnlyList<string> traceState)
    {
        (string, string) direct = (TraceContext.InfernoHeader, TraceId);
        (string, string) state = (TraceContext.TraceState, TraceContext.ComposeTraceState(traceState, TraceId));

        // Without a traceparent, a tracer would not look at tracestate.
        return hasParent ? [direct, state] : [direct, state, (TraceContext.TraceParent, TraceContext.ComposeTraceParent(TraceId))];
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask CompleteAsync()
    {
        // One after the other without a pause, so that both go to the file in one piece: waking its owner costs more than
        // the rest of the recording.
        Conversation?.End();

        // Where the service ends a stream first, its client has said all that was heard.
        RecordedBody asked = SealRequestBody(isWhole: IsInTurn && Status != 0 && Error is null);
        IncidentEvent request = RequestEvent(asked);
        IncidentEvent response = ResponseEvent(SealResponseBody(ResponseIsCut), asked);
        ValueTask requestRecorded = Recorder.Sink.AppendAsync(request);
        ValueTask responseRecorded = Recorder.Sink.AppendAsync(response);
        ReleaseBodies();
        Close();
        await Recorder.Sink.SettleAsync(requestRecorded, request);
        await Recorder.Sink.SettleAsync(responseRecorded, response);
    }

    /// <inheritdoc/>
    /// <remarks>The request, without a response; of a WebSocket both, since it has had one.</remarks>
    public override IReadOnlyList<IncidentEvent> ToUnfinished() => Conversation?.Peek() is { } said
        ? [RequestEvent(said.Client), ResponseEvent(said.Server, said.Client) with { Messages = said.Times }]
        : [RequestEvent(PeekRequestBody())];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> TakeRequestField(ref HeaderRecorder fields, string name, IReadOnlyList<string> values)
    {
        fields.Add(name, values);
        bool isReplaced = name.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase) || name.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase);
        return isReplaced ? [] : values;
    }

    /// <inheritdoc/>
    protected override void TakeConnectionField(ref HeaderRecorder fields, string name, IReadOnlyList<string> values)
    {
        // A service may refuse a request in chunks, or read it as a stream, so that it has to be sent in chunks again.
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            fields.Add(name, values);
        }
    }

    private void Close()
    {
        if (_traceParentId is not null)
        {
            Recorder.Options.OpenExchanges.Close(_traceParentId, TraceId);
        }
    }

    private IncidentEvent RequestEvent(RecordedBody body)
    {
        HeaderMap headers = RequestHeaders;
        return new IncidentEvent
        {
            Type = IncidentEventType.InboundRequest,
            Timestamp = Arrival,
            TraceId = TraceId,
            Method = Method,
            Url = Url,
            Headers = headers,
            Body = body,
            GrpcServiceMethod = GrpcCall.MethodOf(headers, Url),
        };
    }

    private IncidentEvent ResponseEvent(RecordedBody body, RecordedBody request)
    {
        (HeaderMap headers, HeaderMap trailers) = (ResponseHeaders, ResponseTrailers);
        return new IncidentEvent
        {
            Type = IncidentEventType.InboundResponse,
            Timestamp = Now,
            TraceId = TraceId,
            Method = Method,
            Url = Url,
            Status = Status,
            DurationNanoseconds = ElapsedNanoseconds,
            Error = Error,
            Headers = headers,
            Body = body,
            ResponseTrailers = trailers,
            GrpcStatus = GrpcCall.StatusOf(headers, trailers),
            ResponseCaptured = Error is null,
            ResponsePieces = Turns is null ? [] : ResponseBody.Pieces,
            Turns = Turns?.SealInMessages(request.GetBytes(), body.GetBytes()) ?? [],
            Messages = Conversation?.Times ?? [],
            UnknownFields = Notes,
        };
    }
}
