using System.Buffers;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.WebSockets;

namespace InfernoSim.Planning;

/// <summary>A recorded exchange, made ready to be sent by every worker. Immutable but for what it caches.</summary>
internal sealed class PlannedExchange
{
    /// <summary>As recorded: the URI class would decode and collapse parts of the path.</summary>
    public static readonly UriCreationOptions Exact = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Bodies up to this size stay decoded, because every worker of every run needs them.
    private const int CachedBody = 64 * 1024;

    private Known<ReadOnlyMemory<byte>>? _requestBody;
    private Known<ReadOnlyMemory<byte>>? _responseBody;
    private Known<UInt128>? _recordedDigest;
    private readonly Lazy<LeftResponse>? _left;
    private readonly Lazy<RecordedConversation?> _conversation;

    public PlannedExchange(RecordedExchange recorded, int position, ReplayOptions options, NoiseFilter? noise = null, CallHeaderFacts? facts = null, Func<IncidentEvent, bool>? mayComeAnyTime = null)
    {
        Recorded = recorded;
        Position = position;
        Method = recorded.Request.Method ?? "GET";
        HttpMethod = new HttpMethod(Method);
        IsGrpc = GrpcCall.Is(recorded.Request.Headers);
        Target = TargetOf(recorded.Request);
        Display = $"{Method} {Target}";
        Start = recorded.Request.Timestamp.UnixNanoseconds;
        End = EndOf(recorded);
        Calls = [.. recorded.Calls.Select((call, index) => new PlannedCall(call, index, recorded.Index) { MayComeAnyTime = mayComeAnyTime?.Invoke(call) == true })];
        TraceIds = OwnIds.Of(recorded.Request.TraceId, TraceContext.ReadTraceParentId(recorded.Request.Headers));
        _left = recorded.Response is { } response && RecordedResponse.WasLeft(response) ? new Lazy<LeftResponse>(() => LeftResponse.Of(response)) : null;
        _conversation = new Lazy<RecordedConversation?>(() => RecordedConversation.TryRead(recorded, out RecordedConversation? conversation) ? conversation : null);
        Headers = PlannedHeaders.Of(recorded.Request.Headers, options.Headers);
        CallIndex = CallIndex.Build(Calls, TraceIds, noise, facts, name => Headers.Lacking.Contains(name, StringComparer.OrdinalIgnoreCase));
        Noise = noise;
        ResponseNoise = noise?.ForResponse(Method, Target);
    }

    public RecordedExchange Recorded { get; }

    /// <summary>The place among the exchanges that are replayed.</summary>
    public int Position { get; }

    /// <summary>The place in the incident.</summary>
    public int Index => Recorded.Index;

    public string Method { get; }

    public HttpMethod HttpMethod { get; }

    /// <summary>Whether it is a call of gRPC, which goes over HTTP/2 alone.</summary>
    public bool IsGrpc { get; }

    /// <summary>Where its client went on only after a part of the response, in messages; none where it waited for nothing.</summary>
    public IReadOnlyList<DialogueTurn> Turns => IsGrpc && Recorded.Response is { } response ? response.Turns : [];

    /// <summary>Whether it asks for a WebSocket.</summary>
    public bool AsksForWebSocket => WebSocketHandshake.Is(Recorded.Request.Headers);

    /// <summary>What was said on it, where it became a WebSocket; <see langword="null"/> for any other.</summary>
    public RecordedConversation? Conversation => _conversation.Value;

    /// <summary>Path and query as on the wire.</summary>
    public string Target { get; }

    public string Display { get; }

    public long Start { get; }

    public long End { get; }

    /// <summary>When a recorded exchange ended; never, where its response is not known.</summary>
    public static long EndOf(RecordedExchange recorded) => recorded.Response?.Timestamp.UnixNanoseconds ?? long.MaxValue;

    /// <summary>How long it took in the incident.</summary>
    public TimeSpan RecordedDuration => TimeSpan.FromTicks((Recorded.Response?.DurationNanoseconds ?? 0) / 100);

    /// <summary>What there is of a response that the client left in the incident; <see langword="null"/> where it waited for the end.</summary>
    public LeftResponse? Left => _left?.Value;

    /// <summary>Whether nobody waited for a response any more, in the incident, before there was any of it.</summary>
    public bool IsGivenUp => Recorded.Response is { } response && RecordedResponse.WasGivenUp(response);

    public PlannedCall[] Calls { get; }

    public CallIndex CallIndex { get; }

    public PlannedHeaders Headers { get; }

    /// <summary>The Lamport timestamps of its events.</summary>
    public LogicalRanks Ranks { get; set; } = new(1, [], 2);

    /// <summary>Where the request goes, as far as cookies look at it.</summary>
    public CookieOrigin CookieOrigin => new(Headers.Host, Target);

    /// <summary>The equal requests that it overlapped and that were answered otherwise; <see langword="null"/> when there are none.</summary>
    public EqualRequests? Race { get; set; }

    /// <summary>Which of its calls its response followed.</summary>
    public CallsBeforeResponse BeforeResponse { get; set; } = CallsBeforeResponse.None;

    /// <summary>The trace ids the recorded exchange went by; where they turn up in a body they are noise.</summary>
    public OwnIds TraceIds { get; }

    /// <summary>The rules of the replay; <see langword="null"/> when there are none.</summary>
    public NoiseFilter? Noise { get; }

    /// <summary>What is ignored in the response; <see langword="null"/> when nothing is.</summary>
    public MessageNoise? ResponseNoise { get; }

    /// <summary>Of everything recorded of this exchange that a replay is held against.</summary>
    public UInt128 RecordedDigest => (_recordedDigest ??= new Known<UInt128>(Planning.RecordedDigest.Of(this))).Value;

    public ReadOnlyMemory<byte> RequestBody() => Decode(Recorded.Request.Body, ref _requestBody);

    public ReadOnlyMemory<byte> ResponseBody() => Decode(Recorded.Response!.Body, ref _responseBody);

    /// <summary>Whether a request can be sent at all: its method is a token (RFC 9110, section 9.1), its target a URI's.</summary>
    public static bool IsSendable(IncidentEvent request) =>
        !(request.Method ?? "GET").AsSpan().ContainsAnyExcept(TokenCharacters)
        && request.Method is not ""
        && Uri.TryCreate("http://host" + TargetOf(request), Exact, out _);

    /// <summary>Whether a call of this exchange was recorded after its response had been sent, or may come then.</summary>
    public bool IsLate(PlannedCall call) => call.Start >= End || call.MayComeAnyTime;

    /// <summary>The authority of an inbound target is not part of it: the request goes to the service under test.</summary>
    private static string TargetOf(IncidentEvent request)
    {
        string url = request.Url ?? "/";
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (url.StartsWith('/') || scheme < 0)
        {
            return url.StartsWith('/') || url == "*" ? url : "/" + url;
        }

        int path = url.IndexOfAny(['/', '?'], scheme + 3);
        return path < 0 ? "/" : url[path] == '?' ? "/" + url[path..] : url[path..];
    }

    private static ReadOnlyMemory<byte> Decode(RecordedBody body, ref Known<ReadOnlyMemory<byte>>? cached)
    {
        if (Volatile.Read(ref cached) is { } known)
        {
            return known.Value;
        }

        ReadOnlyMemory<byte> bytes = body.GetBytes();
        if (bytes.Length <= CachedBody)
        {
            Volatile.Write(ref cached, new Known<ReadOnlyMemory<byte>>(bytes));
        }

        return bytes;
    }

    // Set by whichever worker needs it first. A reference is written at once; a value of several words is not.
    private sealed record Known<T>(T Value);
}
