using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>A recorded dependency call, made ready to be matched and answered.</summary>
internal sealed class PlannedCall
{
    // Answers up to this size stay decoded; larger ones are decoded again each time, so that a replay's memory does not
    // hold every body of the incident.
    private const int CachedBody = 64 * 1024;

    private DependencyAnswer? _cached;
    private RecordedPace? _pace;
    private readonly Lazy<RecordedConversation?> _conversation;

    public PlannedCall(IncidentEvent recorded, int index, int exchange)
    {
        Event = recorded;
        Index = index;
        Exchange = exchange;
        Start = recorded.Timestamp.UnixNanoseconds;
        End = Start + recorded.DurationNanoseconds;
        Display = CallDisplay.Of(recorded);
        _conversation = new Lazy<RecordedConversation?>(() => RecordedConversation.TryRead(recorded, out RecordedConversation? conversation) ? conversation : null);
    }

    public IncidentEvent Event { get; }

    /// <summary>The place among the exchange's calls, or among the unattributed ones.</summary>
    public int Index { get; }

    /// <summary>The exchange it belongs to, or -1.</summary>
    public int Exchange { get; }

    /// <summary>
    /// Whether it may come at any time, also while its exchange is not open: nothing but the moment says that it is of this exchange, and its
    /// like came between requests, too. It may be what another request still had to do.
    /// </summary>
    public bool MayComeAnyTime { get; init; }

    /// <summary>When it was made, in nanoseconds since the Unix epoch.</summary>
    public long Start { get; }

    /// <summary>When its response was complete.</summary>
    public long End { get; }

    public string Display { get; }

    /// <summary>Why the recording cannot answer it, or <see langword="null"/>.</summary>
    public string? WhyUnanswerable
    {
        get
        {
            if (Event.Method == "CONNECT" && !OpaqueTraffic.IsUnreachable(Event))
            {
                return "it is a tunnel, whose inside was not recorded";
            }

            if (Failed(GatewayFailure.CaptureStopped))
            {
                return "capture was stopped before it was answered";
            }

            if (RecordedConversation.Is(Event) && Conversation is null)
            {
                return "what was said on the WebSocket was not recorded in full";
            }

            bool wasCutShort = Event.Error is not null;
            if (wasCutShort || Event.ResponseBody.IsComplete)
            {
                return null;
            }

            return Event.ResponseBody.IsTruncated
                ? $"its response body of {Event.ResponseBody.Size} bytes was longer than the capture limit"
                : "its response body was not recorded in full";
        }
    }

    /// <summary>
    /// How long to wait for the service to give the call up again, as it did in the incident before there was an answer;
    /// <see langword="null"/> for a call that was answered, or failed.
    /// </summary>
    public TimeSpan? LongestWait => Event.Status == 0 && Failed(GatewayFailure.ClientAborted)
        ? (TimeSpan.FromTicks(Event.DurationNanoseconds / TimeSpan.NanosecondsPerTick) * 2) + TimeSpan.FromSeconds(1)
        : null;

    /// <summary>What was said on it, where it became a WebSocket; <see langword="null"/> for any other, and where not all of that is known.</summary>
    public RecordedConversation? Conversation => _conversation.Value;

    /// <summary>How long it took.</summary>
    public RecordedPace Pace => _pace ??= RecordedPace.Of(Event);

    public DependencyAnswer Answer() => _cached ?? MakeAnswer();

    /// <summary>Whether two recorded calls have the same status and body, so that it does not matter which one answers.</summary>
    public bool AnswersLike(PlannedCall other) =>
        Event.Status == other.Event.Status
        && Event.Error == other.Event.Error
        && Event.ConnectionEnd == other.Event.ConnectionEnd
        && Event.Reason == other.Event.Reason
        && Event.ResponseBody.Size == other.Event.ResponseBody.Size
        && (Event.ResponseBody.Sha256 is { } hash && other.Event.ResponseBody.Sha256 is { } otherHash
            ? hash == otherHash
            : Event.ResponseBody.GetBytes().Span.SequenceEqual(other.Event.ResponseBody.GetBytes().Span));

    private bool Failed(string code) => Event.Error?.StartsWith(code, StringComparison.Ordinal) == true;

    private DependencyAnswer MakeAnswer()
    {
        if (Event is { Status: 0, ConnectionEnd: { } end })
        {
            return _cached = end == ConnectionEnd.Reset ? DependencyAnswer.WasReset : DependencyAnswer.Closed;
        }

        if (Event is { Status: 0 })
        {
            return _cached = GatewayFailure.ToAnswer(Event.Error ?? GatewayFailure.Describe(GatewayFailure.ConnectionReset, Event.Service ?? ""));
        }

        ReadOnlyMemory<byte> body = Event.ResponseBody.GetBytes();
        var answer = new DependencyAnswer
        {
            Status = Event.Status,
            Reason = Event.Reason,
            Headers = WithoutFraming(Event.ResponseHeaders, keepsLength: body.IsEmpty),
            Trailers = Event.ResponseTrailers,
            Body = body,
            Abort = Event.Error is not null,
        };
        if (body.Length <= CachedBody)
        {
            _cached = answer;
        }

        return answer;
    }

    // The answer gets a framing of its own; a length without a body, as of HEAD, is part of what was recorded.
    private static HeaderMap WithoutFraming(HeaderMap headers, bool keepsLength)
    {
        var hopByHop = HopByHop.Of(headers);
        return headers.All(field => IsKept(field.Key)) ? headers : new HeaderMap(headers.Where(field => IsKept(field.Key)));

        bool IsKept(string name) => !hopByHop.Contains(name) && (keepsLength || !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
    }
}
