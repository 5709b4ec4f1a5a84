using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Recording;

/// <summary>What any front end gets for showing the recorder what passes.</summary>
public sealed class TrafficRecorderTests : IAsyncDisposable
{
    private const string Shared = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly IncidentWriter _writer;
    private readonly TrafficRecorder _exchanges;
    private readonly TrafficRecorder _calls;

    public TrafficRecorderTests()
    {
        var options = new RecorderOptions();
        _writer = IncidentWriter.Open(_folder.Path);
        _exchanges = new TrafficRecorder(_writer.Inbound, options, _time);
        _calls = new TrafficRecorder(_writer.Outbound, options, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_exchange_and_its_call_are_recorded_with_one_id_and_the_time_they_took()
    {
        InboundObservation exchange = _exchanges.OpenExchange("GET", "/a", "shop.test");
        exchange.BeginRequest(default, null);
        IReadOnlyList<(string Name, string Value)> identity = exchange.Identity(hasParent: false, []);
        exchange.RequestEnded();
        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/c", "b.test");
        call.BeginRequest(default, HeaderMap.Of([.. identity]));
        call.RequestEnded();
        _time.Advance(TimeSpan.FromMilliseconds(20));
        call.BeginResponse(204, default);
        await call.CompleteAsync();
        exchange.BeginResponse(200, default);
        await exchange.CompleteAsync();

        RecordedExchange recorded = Assert.Single((await ReadAsync()).Exchanges);
        Assert.Equal(exchange.TraceId, recorded.Request.TraceId);
        Assert.Equal(20_000_000, Assert.Single(recorded.Calls).DurationNanoseconds);
        Assert.Equal((204, "b.test"), (recorded.Calls[0].Status, recorded.Calls[0].Service));
        Assert.Equal((1, 1, 0), (_exchanges.Sink.Counts.Inbound, _calls.Sink.Counts.Outbound, _calls.Sink.Counts.Failed));
    }

    [Fact]
    public async Task What_http_does_not_allow_is_recorded_as_what_it_does_so_that_the_incident_can_be_read()
    {
        InboundObservation exchange = _exchanges.OpenExchange("GET", "/a\e[2Jb?c=\u007f%20", "shop.test");
        exchange.BeginRequest(default, null);
        exchange.TakeRequestField("X-Any", ["plain", "a\r\nX-Injected: 1\e[2J\tb"]);
        exchange.TakeRequestField("Cookie", ["theme=a\0b"]);
        exchange.RequestEnded();
        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/c", "b.test");
        call.BeginRequest(default, HeaderMap.Of((TraceContext.InfernoHeader, exchange.TraceId)));
        call.RequestEnded();
        call.BeginResponse(299, default, "Fine\e[2J");
        await call.CompleteAsync();
        exchange.BeginResponse(200, default);
        exchange.TakeResponseField("X-Other", ["a\vb"]);
        exchange.TakeTrailer("X-Last", ["a\u0001b"]);
        await exchange.CompleteAsync();

        RecordedExchange recorded = Assert.Single((await ReadAsync()).Exchanges);
        Assert.Equal("/a%1B[2Jb?c=%7F%20", recorded.Request.Url);
        Assert.Equal(["plain", "a  X-Injected: 1 [2J\tb"], recorded.Request.Headers.Values("X-Any"));
        Assert.Equal(["theme=a b"], recorded.Request.Headers.Values("Cookie"));
        Assert.Equal("Fine [2J", Assert.Single(recorded.Calls).Reason);
        Assert.Equal(["a b"], recorded.Response!.Headers.Values("X-Other"));
    }

    [Fact]
    public async Task The_pieces_of_a_response_are_recorded_with_their_times()
    {
        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/c", "b.test");
        call.BeginRequest(default, HeaderMap.Empty);
        call.RequestEnded();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        call.BeginResponse(200, default);
        foreach (string piece in (string[])["event 1;", "event 2;"])
        {
            _time.Advance(TimeSpan.FromMilliseconds(300));
            call.ResponseBody.Append(Encoding.UTF8.GetBytes(piece));
        }

        await call.CompleteAsync();

        IncidentEvent recorded = Assert.Single((await ReadAsync()).UnattributedCalls);
        Assert.Equal([new(50_000_000, 0), new(350_000_000, 8), new(650_000_000, 16)], recorded.ResponsePieces);
    }

    [Theory]
    [InlineData("application/grpc", "[(4, 3), (8, 6)]")]
    [InlineData("text/plain", "[]")]
    public async Task A_call_of_gRPC_says_how_far_its_response_had_come_when_the_caller_went_on(string contentType, string turns)
    {
        OutboundObservation call = _calls.OpenCall("POST", "http://b.test/c", "b.test");
        call.BeginRequest(default, HeaderMap.Empty);
        call.TakeRequestField("Content-Type", [contentType]);
        call.RequestBody.Append("ask1"u8);
        call.BeginResponse(200, default);
        call.ResponseBody.Append("one"u8);
        call.RequestBody.Append("as"u8);
        call.RequestBody.Append("k2"u8);
        call.ResponseBody.Append("t"u8);
        call.ResponseBody.Append("wo"u8);
        call.RequestEnded();
        call.ResponseBody.Append("end"u8);
        await call.CompleteAsync();

        IncidentEvent recorded = Assert.Single((await ReadAsync()).UnattributedCalls);
        Assert.Equal(turns, $"[{string.Join(", ", recorded.Turns.Select(turn => $"({turn.Sent}, {turn.Came})"))}]");
    }

    [Theory]
    [InlineData("application/grpc", "[(1, 1), (2, 1)]", "[(0, 0), (20000000, 12)]")]
    [InlineData("text/plain", "[]", "[]")]
    public async Task An_exchange_of_gRPC_says_how_far_its_response_had_come_when_the_caller_went_on_and_when_that_was(string contentType, string turns, string pieces)
    {
        InboundObservation exchange = _exchanges.OpenExchange("POST", "/c", "shop.test");
        exchange.BeginRequest(default, null);
        exchange.TakeRequestField("Content-Type", [contentType]);
        exchange.RequestBody.Append([0, 0, 0, 0, 1, 1]);
        exchange.BeginResponse(200, default);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        exchange.ResponseBody.Append([0, 0, 0, 0, 1, 1]);
        exchange.RequestBody.Append([0, 0, 0, 0, 1, 2]);
        exchange.ResponseBody.Append([0, 0]);
        exchange.RequestEnded();
        exchange.ResponseBody.Append([0, 0, 1, 2]);
        exchange.RequestEnded();
        await exchange.CompleteAsync();

        IncidentEvent recorded = Assert.Single((await ReadAsync()).Exchanges).Response!;
        Assert.Equal(turns, $"[{string.Join(", ", recorded.Turns.Select(turn => $"({turn.Sent}, {turn.Came})"))}]");
        Assert.Equal(pieces, $"[{string.Join(", ", recorded.ResponsePieces.Select(piece => $"({piece.AfterNanoseconds}, {piece.Bytes})"))}]");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_call_with_a_trace_id_alone_belongs_to_the_one_open_exchange_that_has_it(bool hasAnother, bool isOwned)
    {
        InboundObservation exchange = Open();
        InboundObservation? other = hasAnother ? Open() : null;

        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/", "b.test");
        call.BeginRequest(default, HeaderMap.Of(("traceparent", $"00-{Shared}-00f067aa0ba902b7-01")));
        await call.CompleteAsync();
        await exchange.CompleteAsync();
        await (other?.CompleteAsync() ?? ValueTask.CompletedTask);

        Incident incident = await ReadAsync();
        Assert.Equal(isOwned, incident.UnattributedCalls.Count == 0);

        InboundObservation Open()
        {
            InboundObservation opened = _exchanges.OpenExchange("GET", "/", "shop.test");
            opened.BeginRequest(default, $"00-{Shared}-00f067aa0ba902b7-01");
            return opened;
        }
    }

    [Fact]
    public async Task What_a_call_says_of_its_exchange_counts_for_more_than_what_the_front_end_knows()
    {
        string said = new('a', 32);
        string known = new('b', 32);
        OutboundObservation saying = _calls.OpenCall("GET", "http://b.test/1", "b.test");
        OutboundObservation silent = _calls.OpenCall("GET", "http://b.test/2", "b.test");

        saying.BeginRequest(default, HeaderMap.Of(("tracestate", $"inferno={said}")), known);
        silent.BeginRequest(default, HeaderMap.Empty, known);
        await saying.CompleteAsync();
        await silent.CompleteAsync();

        Assert.Equal([said, known], (await ReadAsync()).UnattributedCalls.Select(call => call.TraceId));
    }

    [Fact]
    public void The_fields_to_pass_on_are_the_senders_own_that_are_not_of_the_connection()
    {
        string id = new('a', 32);
        var hopByHop = HopByHop.Of(["X-Hop"]);
        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/", "b.test");
        InboundObservation exchange = _exchanges.OpenExchange("GET", "/", "shop.test");
        call.BeginRequest(hopByHop, HeaderMap.Of(("X-Inferno-TraceID", id)));
        exchange.BeginRequest(hopByHop, null);

        Assert.Empty(call.TakeRequestField("X-Hop", ["1"]));
        Assert.Empty(call.TakeRequestField("X-Inferno-TraceID", [id]));
        Assert.Equal(["rojo=1"], call.TakeRequestField("tracestate", [$"inferno={id},rojo=1"]));
        Assert.Empty(call.TakeRequestField("traceparent", [$"00-{id}-{id[16..]}-01"]));
        Assert.Equal(["00-b"], call.TakeRequestField("traceparent", ["00-b"]));
        Assert.Equal(["b.test"], call.TakeRequestField("Host", ["b.test"]));
        Assert.Empty(exchange.TakeRequestField("x-hop", ["1"]));
        Assert.Empty(exchange.TakeRequestField("tracestate", ["rojo=1"]));
        Assert.Equal(["shop.test"], exchange.TakeRequestField("Host", ["shop.test"]));
    }

    [Theory]
    [InlineData(false, "Bearer [REDACTED]")]
    [InlineData(true, "Bearer secret")]
    public async Task Secrets_of_every_part_are_replaced_unless_they_are_kept(bool keep, string expected)
    {
        var calls = new TrafficRecorder(_writer.Outbound, new RecorderOptions { KeepSecrets = keep }, _time);
        OutboundObservation call = calls.OpenCall("GET", "http://b.test/", "b.test");

        call.BeginRequest(default, HeaderMap.Empty);
        IReadOnlyList<string> passed = call.TakeRequestField("Authorization", ["Bearer secret"]);
        call.BeginResponse(200, default);
        call.TakeResponseField("authorization", ["Bearer secret"]);
        call.TakeTrailer("AUTHORIZATION", ["Bearer secret"]);
        await call.CompleteAsync();

        IncidentEvent recorded = Assert.Single((await ReadAsync()).UnattributedCalls);
        Assert.Equal(["Bearer secret"], passed);
        Assert.All([recorded.Headers, recorded.ResponseHeaders, recorded.ResponseTrailers], fields => Assert.Equal([expected], fields.Values("Authorization").Select(Redaction.Plain)));
        Assert.Single(new[] { recorded.Headers, recorded.ResponseHeaders, recorded.ResponseTrailers }.SelectMany(fields => fields.Values("Authorization")).Distinct());
    }

    [Fact]
    public async Task A_failure_in_a_response_cuts_it_and_one_in_its_place_takes_it_back()
    {
        OutboundObservation cut = Begin("/cut");
        cut.Fail("connection_reset");
        await cut.CompleteAsync();
        OutboundObservation none = Begin("/none");
        none.FailWithoutResponse("protocol_error");
        await none.CompleteAsync();

        IncidentEvent[] calls = [.. (await ReadAsync()).UnattributedCalls];
        Assert.Equal((200, "connection_reset: b.test", true), (calls[0].Status, calls[0].Error, calls[0].ResponseBody.IsTruncated));
        Assert.Equal((0, "protocol_error: b.test", 0), (calls[1].Status, calls[1].Error, calls[1].ResponseHeaders.Count));

        OutboundObservation Begin(string path)
        {
            OutboundObservation call = _calls.OpenCall("GET", "http://b.test" + path, "b.test");
            call.BeginRequest(default, HeaderMap.Empty);
            call.BeginResponse(200, default);
            call.TakeResponseField("X", ["1"]);
            call.ResponseBody.Append("part"u8);
            return call;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_was_not_seen_to_its_end_is_recorded_as_cut(bool ended)
    {
        InboundObservation exchange = _exchanges.OpenExchange("POST", "/", "shop.test");
        exchange.BeginRequest(default, null);
        exchange.RequestBody.Append(Encoding.UTF8.GetBytes("part"));
        if (ended)
        {
            exchange.RequestEnded();
        }

        exchange.BeginResponse(200, default);
        await exchange.CompleteAsync();

        Assert.Equal(!ended, Assert.Single((await ReadAsync()).Exchanges).Request.Body.IsTruncated);
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_fails_nobody_and_is_told_to_the_owner()
    {
        OutboundObservation call = _calls.OpenCall("GET", "http://b.test/", "b.test");
        call.BeginRequest(default, HeaderMap.Empty);
        await _writer.DisposeAsync();

        await call.CompleteAsync();

        Assert.IsType<ObjectDisposedException>(await _calls.Sink.Faulted);
        Assert.Equal(0, _calls.Sink.Counts.Outbound);
    }

    private async Task<Incident> ReadAsync()
    {
        await _writer.CompleteAsync(new IncidentMetadata());
        return IncidentReader.Read(_folder.Path);
    }
}
