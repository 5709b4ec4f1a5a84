namespace InfernoSim.Incidents;

/// <summary>An event while its fields are read, which may come in any order.</summary>
internal struct EventDraft
{
    public string Id;
    public string? TypeName;
    public IncidentTimestamp? Timestamp;
    public long? Sequence;
    public string? Service;
    public string? Method;
    public string? Url;
    public int Status;
    public long Duration;
    public string? Error;
    public string? TraceId;
    public HeaderMap? Headers;
    public BodyDraft Body;
    public bool ResponseCaptured;
    public HeaderMap? ResponseHeaders;
    public HeaderMap? ResponseTrailers;
    public BodyDraft ResponseBody;
    public long BytesSent;
    public long BytesReceived;
    public string? GrpcServiceMethod;
    public string? Reason;
    public ResponsePiece[]? ResponsePieces;
    public DialogueTurn[]? Turns;
    public MessageTime[]? Messages;
    public string? GrpcStatus;
    public string? InjectionApplied;
    public string? ConnectionEnd;
    public bool Background;
    public LetGo? LetGo;
    public List<KeyValuePair<string, ReadOnlyMemory<byte>>>? UnknownFields;

    /// <summary>Makes the event; its type and timestamp must have been read.</summary>
    public readonly IncidentEvent Build(LogSource source)
    {
        IncidentEventType type = TypeOf(TypeName!);
        if (SqlEvent.Is(type))
        {
            return BuildStatement(type, source);
        }

        bool captured = ResponseCaptured || (type == IncidentEventType.OutboundCall && HoldsResponse);
        bool legacy = LegacyOutboundCall.Is(type, Status, Method, captured);
        HeaderMap primaryHeaders = Headers ?? HeaderMap.Empty;
        RecordedBody primaryBody = Body.Build(source);
        return new IncidentEvent
        {
            Id = Id ?? "",
            Type = type,
            TypeName = TypeName!,
            Timestamp = Timestamp!.Value,
            Sequence = Sequence,
            Service = Service,
            Method = Method,
            Url = Url,
            Status = Status,
            DurationNanoseconds = Duration,
            Error = Error,
            TraceId = TraceId,
            Headers = legacy ? HeaderMap.Empty : primaryHeaders,
            Body = legacy ? RecordedBody.NotRecorded : primaryBody,
            IsBackground = Background,
            ResponseCaptured = captured,
            ResponseHeaders = legacy ? primaryHeaders : ResponseHeaders ?? HeaderMap.Empty,
            ResponseTrailers = ResponseTrailers ?? HeaderMap.Empty,
            ResponseBody = legacy ? primaryBody : ResponseBody.Build(source),
            BytesSent = BytesSent,
            BytesReceived = BytesReceived,
            GrpcServiceMethod = GrpcServiceMethod,
            Reason = Reason,
            ResponsePieces = ResponsePieces ?? [],
            Turns = Turns ?? [],
            Messages = Messages ?? [],
            GrpcStatus = GrpcStatus,
            InjectionApplied = InjectionApplied,
            ConnectionEnd = ConnectionEnd,
            LetGo = LetGo,
            UnknownFields = UnknownFields is null ? [] : UnknownFields,
        };
    }

    // As a call whose bodies are JSON, so that it is matched, compared and answered as calls are.
    private readonly IncidentEvent BuildStatement(IncidentEventType type, LogSource source) => new()
    {
        Id = Id ?? "",
        Type = type,
        TypeName = TypeName!,
        Timestamp = Timestamp!.Value,
        Sequence = Sequence,
        Service = Service,
        Method = Method,
        Url = Url,
        Status = SqlEvent.StatusOf(Error),
        DurationNanoseconds = Duration,
        Error = Error,
        TraceId = TraceId,
        IsBackground = Background,
        Headers = SqlEvent.Headers,
        Body = Body.Build(source),
        ResponseCaptured = true,
        ResponseHeaders = SqlEvent.Headers,
        ResponseBody = ResponseBody.Build(source),
        InjectionApplied = InjectionApplied,
        LetGo = LetGo,
        UnknownFields = UnknownFields is null ? [] : UnknownFields,
    };

    private readonly bool HoldsResponse => ResponseHeaders is not null || ResponseTrailers is not null || ResponseBody.IsPresent;

    /// <summary>The type that a name stands for.</summary>
    public static IncidentEventType TypeOf(string name) => name switch
    {
        nameof(IncidentEventType.InboundRequest) => IncidentEventType.InboundRequest,
        nameof(IncidentEventType.InboundResponse) => IncidentEventType.InboundResponse,
        nameof(IncidentEventType.OutboundCall) => IncidentEventType.OutboundCall,
        nameof(IncidentEventType.SqlStatement) => IncidentEventType.SqlStatement,
        nameof(IncidentEventType.SqlConnection) => IncidentEventType.SqlConnection,
        _ => IncidentEventType.Unknown,
    };
}
