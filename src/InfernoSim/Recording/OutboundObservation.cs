using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>
/// A call of the service to a dependency, or a tunnel. What tells which exchange it belongs to is taken from it, and neither
/// recorded nor passed on.
/// </summary>
internal sealed class OutboundObservation : TrafficObservation
{
    private CallOrigin _origin;

    /// <summary>Begins a call.</summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="method">The request method.</param>
    /// <param name="url">The target in absolute-form, or <c>host:port</c> of a tunnel.</param>
    /// <param name="dependency">The authority of the dependency.</param>
    public OutboundObservation(TrafficRecorder recorder, string method, string url, string dependency)
        : base(recorder, method, url, dependency) =>
        TimeResponse();

    /// <summary>Bytes that a tunnel carried to the dependency.</summary>
    public long BytesSent { get; set; }

    /// <summary>Bytes that a tunnel carried from the dependency.</summary>
    public long BytesReceived { get; set; }

    /// <summary>The exchange that it belongs to; <see langword="null"/> where none is known.</summary>
    public string? Exchange => _origin.TraceId;

    /// <summary>Whether it is known to belong to none.</summary>
    public bool IsBackground { get; set; }

    /// <summary>The fault rules that changed it; <see langword="null"/> for none.</summary>
    public string? Injection { get; set; }

    /// <summary>How the caller's connection ended without a response: one of <see cref="Incidents.ConnectionEnd"/>.</summary>
    public string? ConnectionEnd { get; set; }

    // Nothing is looked at inside a tunnel, so that nothing of a response can be missing.
    private bool IsTunnel => Method == "CONNECT";

    /// <summary>The request begins.</summary>
    /// <param name="hopByHop">Its fields for one connection.</param>
    /// <param name="tracing">Its fields, or those of them that carry identity.</param>
    /// <param name="ambient">The exchange whose code makes the call, where the front end knows.</param>
    public void BeginRequest(HopByHop hopByHop, HeaderMap tracing, string? ambient = null)
    {
        BeginRequest(hopByHop);
        _origin = CallOrigin.Of(tracing, Recorder.Options.OpenExchanges, ambient);
    }

    /// <summary>A tunnel to the dependency is open.</summary>
    public void BeginTunnel() => BeginResponse(200, default);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync()
    {
        Conversation?.End();
        IncidentEvent call = CallEvent(SealRequestBody(), SealResponseBody(ResponseIsCut && !IsTunnel), Error);
        ValueTask recorded = Recorder.Sink.AppendAsync(call);
        ReleaseBodies();
        return Recorder.Sink.SettleAsync(recorded, call);
    }

    /// <inheritdoc/>
    /// <remarks>A call that failed by it; a WebSocket as far as it has come.</remarks>
    public override IReadOnlyList<IncidentEvent> ToUnfinished() => Conversation?.Peek() is { } said
        ? [CallEvent(said.Client, said.Server, Error) with { Messages = said.Times }]
        : [CallEvent(PeekRequestBody(), ResponseBody.Peek(), GatewayFailure.Describe(GatewayFailure.CaptureStopped, Authority))];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> TakeRequestField(ref HeaderRecorder fields, string name, IReadOnlyList<string> values)
    {
        IReadOnlyList<string> own = _origin.OwnValues(name, values);

        // The target is in the event's url.
        if (own.Count > 0 && !name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            fields.Add(name, own);
        }

        return own;
    }

    private IncidentEvent CallEvent(RecordedBody request, RecordedBody response, string? error)
    {
        (HeaderMap asked, HeaderMap answered, HeaderMap trailers) = (RequestHeaders, ResponseHeaders, ResponseTrailers);
        return new IncidentEvent
        {
            Type = IncidentEventType.OutboundCall,
            Timestamp = Arrival,
            TraceId = _origin.TraceId,
            Service = Authority,
            Method = Method,
            Url = Url,
            Status = Status,
            DurationNanoseconds = ElapsedNanoseconds,
            Error = error,
            IsBackground = IsBackground,
            Headers = asked,
            Body = request,
            ResponseCaptured = true,
            Reason = Reason,
            ResponsePieces = IsTunnel || Conversation is not null ? [] : ResponseBody.Pieces,
            Turns = Turns?.Seal() ?? [],
            Messages = Conversation?.Times ?? [],
            ResponseHeaders = answered,
            ResponseTrailers = trailers,
            ResponseBody = response,
            GrpcServiceMethod = GrpcCall.MethodOf(asked, Url),
            GrpcStatus = GrpcCall.StatusOf(answered, trailers),
            BytesSent = BytesSent,
            BytesReceived = BytesReceived,
            InjectionApplied = Injection,
            ConnectionEnd = ConnectionEnd,
            UnknownFields = Notes,
        };
    }
}
