using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class IncidentPairingTests
{
    [Fact]
    public void Requests_are_paired_with_responses_and_calls_by_trace_id()
    {
        using var folder = new TestFolder();

        Incident incident = folder.Read(
            [Request(1, "/a", "t1"), Request(2, "/b", "t2"), Response(3, 201, "t2"), Response(4, 200, "t1")],
            Call(1, "http://x/1", "t2"), Call(2, "http://x/2", "t1"), Call(3, "http://x/3", "t2"), Call(4, "http://x/4", null), Call(5, "http://x/5", "t9"));

        Assert.Equal([("/a", 200), ("/b", 201)], incident.Exchanges.Select(e => (e.Request.Url!, e.Response!.Status)));
        Assert.Equal([0, 1], incident.Exchanges.Select(e => e.Index));
        Assert.Equal(["http://x/2"], incident.Exchanges[0].Calls.Select(c => c.Url));
        Assert.Equal(["http://x/1", "http://x/3"], incident.Exchanges[1].Calls.Select(c => c.Url));
        Assert.Equal(["http://x/4", "http://x/5"], incident.UnattributedCalls.Select(c => c.Url));
    }

    [Fact]
    public void Exchanges_are_ordered_by_timestamp_then_sequence_then_place_in_the_file()
    {
        using var folder = new TestFolder();

        Incident incident = folder.Read([
            Request(5, "/last", null),
            Request(2, "/second", null, sequence: 9),
            Request(2, "/first", null, sequence: 3),
            Request(3, "/third", null),
            Request(3, "/fourth", null)]);

        Assert.Equal(["/first", "/second", "/third", "/fourth", "/last"], incident.Exchanges.Select(e => e.Request.Url));
    }

    [Fact]
    public void Requests_that_share_a_trace_id_are_paired_in_order_and_given_no_calls()
    {
        using var folder = new TestFolder();

        Incident incident = folder.Read(
            [Request(1, "/a", "t"), Request(2, "/b", "t"), Request(3, "/c", "t"), Response(4, 201, "t"), Response(5, 202, "t")],
            Call(1, "http://x/1", "t"));

        Assert.Equal([201, 202, null], incident.Exchanges.Select(e => e.Response?.Status));
        Assert.All(incident.Exchanges, e => Assert.Empty(e.Calls));
        Assert.Single(incident.UnattributedCalls);
        Assert.Contains("1 traceIds name several requests; their responses are paired in order.", incident.Notices);
        Assert.Contains("1 outbound calls carry a traceId that several requests share, and are given to none of them.", incident.Notices);
        Assert.Contains("1 requests have no recorded response.", incident.Notices);
    }

    [Fact]
    public void What_cannot_be_paired_is_said_and_never_guessed()
    {
        using var folder = new TestFolder();

        Incident incident = folder.Read([Request(1, "/a", null), Response(2, 200, null), Response(3, 200, "t9")]);

        Assert.Null(Assert.Single(incident.Exchanges).Response);
        Assert.Contains("2 responses have no request with their traceId and are left out.", incident.Notices);
        Assert.Contains("1 requests have no traceId, so that no response can be paired with them.", incident.Notices);
    }

    [Fact]
    public void An_old_exchange_in_one_line_gives_a_response_of_which_only_the_status_is_known()
    {
        using var folder = new TestFolder();
        string line = """{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","method":"POST","url":"/a","status":503,"duration":1500,"headers":{"Accept":["*/*"]},"bodyB64":"aGk="}""";

        RecordedExchange exchange = Assert.Single(folder.Read([line]).Exchanges);

        Assert.Equal(["*/*"], exchange.Request.Headers.Values("accept"));
        Assert.Equal("hi"u8.ToArray(), exchange.Request.Body.GetBytes().ToArray());
        Assert.Equal((503, "2026-11-23T18:33:15.0000015Z"), (exchange.Response!.Status, exchange.Response.Timestamp.ToString()));
        Assert.True(exchange.ResponseIsStatusOnly);
        Assert.False(exchange.Response.Body.IsComplete);
    }

    [Fact]
    public void A_request_that_carries_a_status_is_still_paired_with_its_response()
    {
        using var folder = new TestFolder();
        string line = """{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","status":200,"traceId":"t"}""";

        RecordedExchange exchange = Assert.Single(folder.Read([line, Response(1, 418, "t")]).Exchanges);

        Assert.Equal(418, exchange.Response!.Status);
        Assert.False(exchange.ResponseIsStatusOnly);
    }

    [Fact]
    public void An_old_exchange_with_response_fields_gives_the_whole_response()
    {
        using var folder = new TestFolder();
        string line = """{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","status":200,"responseHeaders":{"A":["b"]},"responseBodyB64":"aGk="}""";

        RecordedExchange exchange = Assert.Single(folder.Read([line]).Exchanges);

        Assert.Equal(["b"], exchange.Response!.Headers.Values("A"));
        Assert.Equal("hi"u8.ToArray(), exchange.Response.Body.GetBytes().ToArray());
        Assert.False(exchange.ResponseIsStatusOnly);
    }

    [Fact]
    public void An_old_call_holds_its_response_where_a_new_one_does()
    {
        using var folder = new TestFolder();

        IncidentEvent call = Assert.Single(folder.Read([], OldCall("\"status\":200")).UnattributedCalls);

        Assert.False(call.ResponseCaptured);
        Assert.Equal(["1"], call.ResponseHeaders.Values("X"));
        Assert.Equal("hi"u8.ToArray(), call.ResponseBody.GetBytes().ToArray());
        Assert.Empty(call.Headers);
        Assert.False(call.Body.IsComplete);
    }

    [Theory]
    [InlineData("\"error\":\"connection_refused: x\"")]
    [InlineData("\"status\":200,\"responseCaptured\":true")]
    [InlineData("\"status\":200,\"responseBodyB64\":\"aGk=\"")]
    [InlineData("\"status\":200,\"method\":\"CONNECT\"")]
    public void A_call_that_is_not_in_the_old_form_keeps_its_request(string fields)
    {
        using var folder = new TestFolder();

        IncidentEvent call = Assert.Single(folder.Read([], OldCall(fields)).UnattributedCalls);

        Assert.Equal(["1"], call.Headers.Values("X"));
        Assert.Equal("hi"u8.ToArray(), call.Body.GetBytes().ToArray());
        Assert.Empty(call.ResponseHeaders);
    }

    private static string OldCall(string fields) =>
        $$"""{"type":"OutboundCall","timestamp":"2026-11-23T18:33:15Z","url":"http://x/","headers":{"X":["1"]},"bodyB64":"aGk=",{{fields}}}""";

    private static string Request(int second, string url, string? traceId, int sequence = 0) =>
        Line("InboundRequest", second, $"\"url\":\"{url}\"", traceId, sequence);

    private static string Response(int second, int status, string? traceId) => Line("InboundResponse", second, $"\"status\":{status}", traceId);

    private static string Call(int second, string url, string? traceId) => Line("OutboundCall", second, $"\"url\":\"{url}\"", traceId);

    private static string Line(string type, int second, string field, string? traceId, int sequence = 0) =>
        $$"""{"type":"{{type}}","timestamp":"2026-11-23T18:33:{{second:00}}Z",{{field}}"""
        + (sequence > 0 ? $",\"sequence\":{sequence}" : "")
        + (traceId is null ? "" : $",\"traceId\":\"{traceId}\"")
        + "}";
}
