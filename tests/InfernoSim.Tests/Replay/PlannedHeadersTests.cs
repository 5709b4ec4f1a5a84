using InfernoSim.Incidents;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class PlannedHeadersTests
{
    [Fact]
    public void Recorded_headers_are_sent_as_recorded_but_those_made_anew()
    {
        PlannedHeaders planned = Plan(
            [("Host", "shop.test"), ("Accept", "a/b"), ("Accept", "c/d"), ("Content-Type", "text/plain"), ("Content-Length", "3"), ("traceparent", "00-x"),
            ("tracestate", "vendor=1"), ("X-Inferno-TraceID", "x"), ("Cookie", "a=1"), ("Cookie", "b=2"), ("Connection", "close"), ("Expect", "100-continue")]);

        Assert.Equal("shop.test", planned.Host);
        Assert.Equal("a=1; b=2", planned.Cookie);
        Assert.Equal(["vendor=1"], planned.TraceState);
        Assert.Equal(["Accept: a/b | c/d"], Show(planned.Request));
        Assert.Equal(["Content-Type: text/plain"], Show(planned.Content));
        Assert.Empty(planned.Lacking);
    }

    [Theory]
    [InlineData("Trailer")]
    [InlineData("TE")]
    [InlineData("HTTP2-Settings")]
    [InlineData("Upgrade")]
    public void What_the_transport_makes_is_neither_sent_as_recorded_nor_supplied(string name)
    {
        PlannedHeaders planned = Plan([(name, "x"), ("Accept", "a/b")]);

        Assert.True(PlannedHeaders.IsOurs(name));
        Assert.Equal(["Accept: a/b"], Show(planned.Request));
    }

    [Theory]
    [InlineData("chunked", true)]
    [InlineData("gzip, Chunked", true)]
    [InlineData(null, false)]
    public void A_request_that_came_in_chunks_is_sent_in_chunks(string? coding, bool isChunked)
    {
        PlannedHeaders planned = Plan(coding is null ? [("Content-Length", "3")] : [("Transfer-Encoding", coding)]);

        Assert.Equal(isChunked, planned.IsChunked);
        Assert.Empty(planned.Request);
    }

    [Fact]
    public void A_redacted_header_is_left_out_and_named()
    {
        PlannedHeaders planned = Plan([("Authorization", "Bearer [REDACTED]"), ("X-Api-Key", "[REDACTED]"), ("Accept", "a/b")]);

        Assert.Equal(["Accept: a/b"], Show(planned.Request));
        Assert.Equal(["Authorization", "X-Api-Key"], planned.Lacking);
    }

    [Fact]
    public void A_supplied_header_takes_the_place_of_every_recorded_one_of_its_name()
    {
        PlannedHeaders planned = Plan(
            [("authorization", "Bearer [REDACTED]"), ("Accept", "a/b"), ("Accept", "c/d")],
            ("Authorization", "Bearer real"), ("accept", "e/f"), ("X-New", "1"), ("X-New", "2"));

        Assert.Equal(["Authorization: Bearer real", "accept: e/f", "X-New: 1 | 2"], Show(planned.Request));
        Assert.Empty(planned.Lacking);
    }

    [Fact]
    public void Supplied_host_cookie_and_content_type_go_where_the_recorded_ones_would()
    {
        PlannedHeaders planned = Plan(
            [("Host", "shop.test"), ("Cookie", "sid=[REDACTED]"), ("Content-Type", "text/plain")],
            ("host", "other.test"), ("Cookie", "sid=real"), ("content-type", "application/json"));

        Assert.Equal("other.test", planned.Host);
        Assert.Equal("sid=real", planned.Cookie);
        Assert.Equal(["content-type: application/json"], Show(planned.Content));
        Assert.Empty(planned.Request);
        Assert.Empty(planned.Lacking);
    }

    [Fact]
    public void A_request_without_headers_has_none_made_up()
    {
        PlannedHeaders planned = Plan([]);

        Assert.Null(planned.Host);
        Assert.Null(planned.Cookie);
        Assert.Empty(planned.Request);
        Assert.Empty(planned.Content);
    }

    private static PlannedHeaders Plan((string, string)[] recorded, params (string Name, string Value)[] supplied) =>
        PlannedHeaders.Of(HeaderMap.Of(recorded), [.. supplied.Select(header => new KeyValuePair<string, string>(header.Name, header.Value))]);

    private static IEnumerable<string> Show(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> headers) =>
        headers.Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
}
