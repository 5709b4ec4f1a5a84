namespace InfernoSim.Incidents;

/// <summary>
/// One line of an incident file. The field names and their meaning are those of the Go tool InfernoSIM; see
/// <c>docs/incident-format.md</c>.
/// </summary>
public sealed record IncidentEvent
{
    /// <summary>32 hexadecimal digits that name the event.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>What the line records.</summary>
    public required IncidentEventType Type { get; init; }

    /// <summary>The type as written; differs from <see cref="Type"/> only for <see cref="IncidentEventType.Unknown"/>.</summary>
    public string TypeName { get; internal init; } = "";

    /// <summary>
    /// When it happened: the arrival of the request for <see cref="IncidentEventType.InboundRequest"/> and
    /// <see cref="IncidentEventType.OutboundCall"/>, the end of the response for <see cref="IncidentEventType.InboundResponse"/>.
    /// </summary>
    public required IncidentTimestamp Timestamp { get; init; }

    /// <summary>The place of the event in its file, counted from 1; <see langword="null"/> in old fixtures.</summary>
    public long? Sequence { get; internal init; }

    /// <summary>The dependency (<c>host</c> or <c>host:port</c>) of an outbound call, or a service name the recorder gave.</summary>
    public string? Service { get; internal init; }

    /// <summary>The request method.</summary>
    public string? Method { get; internal init; }

    /// <summary>
    /// The request target, exactly as on the wire: origin-form (<c>/path?query</c>) for inbound requests, absolute-form for
    /// outbound calls, <c>host:port</c> for CONNECT.
    /// </summary>
    public string? Url { get; internal init; }

    /// <summary>The response status; 0 for a call that failed before there was one.</summary>
    public int Status { get; internal init; }

    /// <summary>How long the exchange took, in nanoseconds; 0 when not recorded.</summary>
    public long DurationNanoseconds { get; internal init; }

    /// <summary>Why the exchange failed, or <see langword="null"/>.</summary>
    public string? Error { get; internal init; }

    /// <summary>The exchange this event belongs to (32 lower-case hex), or <see langword="null"/> when it is not known.</summary>
    public string? TraceId { get; internal init; }

    /// <summary>Whether a call or a statement was made by code that belongs to no request: the start of the service, a poller. Without a trace id alone it is not known.</summary>
    internal bool IsBackground { get; init; }

    /// <summary>The primary headers: of the request, or of the response for <see cref="IncidentEventType.InboundResponse"/>.</summary>
    public HeaderMap Headers { get; internal init; } = HeaderMap.Empty;

    /// <summary>The primary body: of the request, or of the response for <see cref="IncidentEventType.InboundResponse"/>.</summary>
    public RecordedBody Body { get; internal init; } = RecordedBody.None;

    /// <summary>
    /// Whether the response of an <see cref="IncidentEventType.OutboundCall"/> is in the <c>response*</c> fields. Where it
    /// is not (old fixtures), the reader has moved the primary headers and body there, so that consumers see one form. Of an
    /// <see cref="IncidentEventType.InboundResponse"/>: whether headers and body are all there was, even where there are none.
    /// </summary>
    public bool ResponseCaptured { get; internal init; }

    /// <summary>The reason phrase of a dependency's response, where it is not the usual one of the status; otherwise <see langword="null"/>.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The response headers of an outbound call.</summary>
    public HeaderMap ResponseHeaders { get; internal init; } = HeaderMap.Empty;

    /// <summary>The response trailers, of an outbound call or of an inbound response.</summary>
    public HeaderMap ResponseTrailers { get; internal init; } = HeaderMap.Empty;

    /// <summary>The response body of an outbound call.</summary>
    public RecordedBody ResponseBody { get; internal init; } = RecordedBody.None;

    /// <summary>
    /// When the response of an outbound call, or of a call of gRPC to the service, came, in order: its headers first, then its body piece by
    /// piece. Empty where it came all at once, at the end of <see cref="DurationNanoseconds"/>, or where that is not known.
    /// </summary>
    internal IReadOnlyList<ResponsePiece> ResponsePieces { get; init; } = [];

    /// <summary>
    /// How far the response had come each time that the caller went on after a part of it: of an outbound call in bytes, of an inbound response
    /// in messages. Empty where it waited for none.
    /// </summary>
    internal IReadOnlyList<DialogueTurn> Turns { get; init; } = [];

    /// <summary>When the messages of a WebSocket passed, and whose they were, of an outbound call or of an inbound response. What they said are the bodies.</summary>
    internal IReadOnlyList<MessageTime> Messages { get; init; } = [];

    /// <summary>Bytes sent towards the dependency, for a tunnel; 0 when not recorded.</summary>
    public long BytesSent { get; internal init; }

    /// <summary>Bytes received from the dependency, for a tunnel; 0 when not recorded.</summary>
    public long BytesReceived { get; internal init; }

    /// <summary>The gRPC method (<c>/package.Service/Method</c>), where the recorder knew it.</summary>
    public string? GrpcServiceMethod { get; internal init; }

    /// <summary>The gRPC status, where the recorder knew it.</summary>
    public string? GrpcStatus { get; internal init; }

    /// <summary>The fault rules that delayed the call or made it fail when it was recorded, if any: then that is not the dependency's own doing.</summary>
    public string? InjectionApplied { get; internal init; }

    /// <summary>How the caller's connection ended, where it got no response at all: one of <see cref="Incidents.ConnectionEnd"/>.</summary>
    internal string? ConnectionEnd { get; init; }

    /// <summary>What of older events made room for newer ones, on the first event of a log. Whoever writes the event again writes another log, and leaves it out.</summary>
    internal LetGo? LetGo { get; init; }

    /// <summary>Fields this version does not know, as raw UTF-8 JSON values by name, kept when the event is written again.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> UnknownFields { get; internal init; } = [];
}
