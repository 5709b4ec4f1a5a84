using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>
/// A request and its response while they pass. A front end shows it, in this order, the fields and the body of the request
/// and of the response, or why there is none, and completes it. Request and response bodies may pass at the same time.
/// </summary>
internal abstract class TrafficObservation
{
    private readonly long _started;
    private HeaderRecorder _request;
    private HeaderRecorder _response;
    private HeaderRecorder _trailers;
    private volatile bool _requestEnded;

    /// <summary>Begins to observe.</summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="method">The request method.</param>
    /// <param name="url">The target as it is recorded.</param>
    /// <param name="authority">The authority of who answers.</param>
    protected TrafficObservation(TrafficRecorder recorder, string method, string url, string authority)
    {
        Recorder = recorder;
        Method = method;
        Url = SentText.Target(url);
        Authority = authority;
        Arrival = IncidentTimestamp.FromDateTimeOffset(recorder.Time.GetUtcNow());
        RequestBody = new BodyRecorder(recorder.Options.MaxBodyBytes, recorder.Options.Memory);
        _started = recorder.Time.GetTimestamp();
        ResponseBody = new BodyRecorder(recorder.Options.MaxBodyBytes, recorder.Options.Memory);
    }

    /// <summary>The request method.</summary>
    public string Method { get; }

    /// <summary>The target as it is recorded.</summary>
    public string Url { get; }

    /// <summary>The request body.</summary>
    public BodyRecorder RequestBody { get; }

    /// <summary>The response status; 0 as long as there is none.</summary>
    public int Status { get; private set; }

    /// <summary>The reason phrase where it is not the usual one; otherwise <see langword="null"/>.</summary>
    public string? Reason { get; private set; }

    /// <summary>The response body.</summary>
    public BodyRecorder ResponseBody { get; }

    /// <summary>Why it failed, if it did: a code of <see cref="GatewayFailure"/> and the authority.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether there was a response that broke off.</summary>
    public bool ResponseIsCut => Error is not null && Status != 0;

    /// <summary>Whether there was no memory for a body of it, for what was said, or for who spoke after whom.</summary>
    public bool LacksMemory => RequestBody.IsRefused || ResponseBody.IsRefused || Conversation is { IsRefused: true } || Turns is { IsRefused: true };

    /// <summary>Whether both sides may speak in turn, as in calls of gRPC.</summary>
    public bool IsInTurn => Turns is not null;

    /// <summary>What is said on the connection since it is a WebSocket; <see langword="null"/> where it is none.</summary>
    public ConversationRecorder? Conversation { get; private set; }

    /// <summary>Optional fields for the event, such as a note to its reader.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Notes { get; set; } = [];

    /// <summary>Who spoke after whom; <see langword="null"/> where that does not matter, as in all but calls of gRPC.</summary>
    protected DialogueTurns? Turns { get; private set; }

    /// <summary>The recorder.</summary>
    protected TrafficRecorder Recorder { get; }

    /// <summary>The authority of who answers.</summary>
    protected string Authority { get; }

    /// <summary>When the request arrived.</summary>
    protected IncidentTimestamp Arrival { get; }

    /// <summary>The time now.</summary>
    protected IncidentTimestamp Now => IncidentTimestamp.FromDateTimeOffset(Recorder.Time.GetUtcNow());

    /// <summary>Nanoseconds since the request arrived; at least 1, since 0 means that it was not recorded.</summary>
    protected long ElapsedNanoseconds => Math.Max(1, Recorder.Time.GetElapsedTime(_started).Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>The request's fields.</summary>
    protected HeaderMap RequestHeaders => _request.ToHeaderMap();

    /// <summary>The response's fields.</summary>
    protected HeaderMap ResponseHeaders => _response.ToHeaderMap();

    /// <summary>The response's trailers.</summary>
    protected HeaderMap ResponseTrailers => _trailers.ToHeaderMap();

    /// <summary>A field of the request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values; not copied.</param>
    /// <returns>The values to pass on; none when the field goes no further.</returns>
    public IReadOnlyList<string> TakeRequestField(string name, IReadOnlyList<string> values)
    {
        if (!_request.Drops(name))
        {
            if (Turns is null && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && values.Any(GrpcCall.IsType))
            {
                FollowTurns();
            }

            Expect(RequestBody, name, values);
            return TakeRequestField(ref _request, name, values);
        }

        TakeConnectionField(ref _request, name, values);
        return [];
    }

    /// <summary>The request has ended; without this its body is recorded as cut.</summary>
    public void RequestEnded()
    {
        _requestEnded = true;
        Turns?.SentAll();
    }

    /// <summary>The response has ended: what comes of the request from here on waits for nothing.</summary>
    public void ResponseEnded() => Turns?.CameAll();

    /// <summary>The head of the response is there. A later one takes the place of an earlier one.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="hopByHop">Its fields for one connection.</param>
    /// <param name="reason">Its reason phrase, where the protocol has one: HTTP/1 alone.</param>
    public void BeginResponse(int status, HopByHop hopByHop, string? reason = null)
    {
        Status = status;
        ResponseBody.Begin();
        Reason = ReasonPhrase.IsUsual(status, reason) || reason is null ? null : SentText.Value(reason);
        _response = new HeaderRecorder(hopByHop);
        _trailers = new HeaderRecorder(default);
    }

    /// <summary>A field of the response.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values; not copied.</param>
    /// <returns>Whether to pass it on.</returns>
    public bool TakeResponseField(string name, IReadOnlyList<string> values)
    {
        Expect(ResponseBody, name, values);
        return Take(ref _response, name, values);
    }

    /// <summary>A trailer of the response.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values; not copied.</param>
    /// <returns>Whether to pass it on.</returns>
    public bool TakeTrailer(string name, IReadOnlyList<string> values) => Take(ref _trailers, name, values);

    /// <summary>The connection is a WebSocket from here on, whose messages take the place of bodies.</summary>
    /// <returns>Where they are taken down.</returns>
    public ConversationRecorder BeginConversation() =>
        Conversation = new ConversationRecorder(RequestBody, ResponseBody, Recorder.Options.MaxBodyBytes, Recorder.Options.Memory, () => ElapsedNanoseconds);

    /// <summary>It ended before the end: a response that had begun is cut, otherwise there is none.</summary>
    /// <param name="code">A code of <see cref="GatewayFailure"/>.</param>
    public void Fail(string code) => Error = GatewayFailure.Describe(code, Authority);

    /// <summary>There is no response, whatever was seen of one.</summary>
    /// <param name="code">A code of <see cref="GatewayFailure"/>.</param>
    public void FailWithoutResponse(string code)
    {
        BeginResponse(0, default);
        Fail(code);
    }

    /// <summary>Writes down what has been seen. Called once, at the end.</summary>
    /// <returns>
    /// A task that completes when it has been handed to the operating system, or never will be; it does not fail. Whether to
    /// wait for it is the front end's decision.
    /// </returns>
    public abstract ValueTask CompleteAsync();

    /// <summary>What has been seen so far; it goes on.</summary>
    /// <returns>Events of their own, for a recording that ends now.</returns>
    public abstract IReadOnlyList<IncidentEvent> ToUnfinished();

    /// <summary>Gives the memory of the bodies back, once the events have been serialised, or when there will be none.</summary>
    public void ReleaseBodies()
    {
        RequestBody.Release();
        ResponseBody.Release();
        Conversation?.Release();
        Turns?.Release();
    }

    /// <summary>It matters when the pieces of the response come. Called before there are any.</summary>
    protected void TimeResponse() => ResponseBody.Time(new PieceTimes(Recorder.Time, _started));

    /// <summary>Begins to take the request's fields.</summary>
    /// <param name="hopByHop">Its fields for one connection.</param>
    protected void BeginRequest(HopByHop hopByHop) => _request = new HeaderRecorder(hopByHop);

    /// <summary>A field of the request that is not for one connection only.</summary>
    /// <param name="fields">Where it is written down.</param>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values.</param>
    /// <returns>The values to pass on.</returns>
    protected abstract IReadOnlyList<string> TakeRequestField(ref HeaderRecorder fields, string name, IReadOnlyList<string> values);

    /// <summary>A field of the request that is for one connection only, and goes no further.</summary>
    /// <param name="fields">Where it can be written down.</param>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values.</param>
    protected virtual void TakeConnectionField(ref HeaderRecorder fields, string name, IReadOnlyList<string> values)
    {
    }

    /// <summary>The request body as far as it has come.</summary>
    protected RecordedBody PeekRequestBody() => RequestBody.Peek() is { IsTruncated: true } body && _requestEnded && body.GetBytes().Length == body.Size
        ? RecordedBody.FromBytes(body.GetBytes())
        : RequestBody.Peek();

    /// <summary>The request body as it is recorded.</summary>
    /// <param name="isWhole">Whether it is whole although its end was not seen.</param>
    /// <returns>The body; its bytes are valid until <see cref="ReleaseBodies"/>.</returns>
    protected RecordedBody SealRequestBody(bool isWhole = false) => RequestBody.Seal(cut: !(_requestEnded || isWhole) || Conversation?.Problem is not null);

    /// <summary>The response body as it is recorded.</summary>
    /// <param name="isCut">Whether it broke off.</param>
    /// <returns>The body; its bytes are valid until <see cref="ReleaseBodies"/>.</returns>
    protected RecordedBody SealResponseBody(bool isCut) => ResponseBody.Seal(cut: isCut || Conversation?.Problem is not null);

    private void FollowTurns()
    {
        Turns = new DialogueTurns(Recorder.Options.Memory);
        RequestBody.Follow(Turns.Sent);
        ResponseBody.Follow(Turns.Came);
        TimeResponse();
    }

    private static void Expect(BodyRecorder body, string name, IReadOnlyList<string> values)
    {
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && values is [var said, ..] && long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
        {
            body.Expect(bytes);
        }
    }

    private static bool Take(ref HeaderRecorder fields, string name, IReadOnlyList<string> values)
    {
        if (fields.Drops(name))
        {
            return false;
        }

        fields.Add(name, values);
        return true;
    }
}
