using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Tests.Replay;

public class ResponseComparerTests
{
    private const string Replayed = "aaaabbbbccccddddeeeeffff00001111";

    private static readonly HeaderMap Json = HeaderMap.Of(("Content-Type", "application/json"));

    [Fact]
    public void The_same_response_is_as_recorded()
    {
        Assert.Same(ResponseComparison.AsRecorded, Compare(Of("""{"a":1,"b":2}"""), Got("""{ "b": 2, "a": 1.0 }""")));
    }

    [Fact]
    public void Differences_come_in_the_order_status_header_body_trailer()
    {
        PlannedExchange exchange = Of("""{"a":1}""", r => r with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("X-Kind", "x")), ResponseTrailers = HeaderMap.Of(("Checksum", "1")) });

        ResponseComparison comparison = Compare(exchange, Got("""{"a":2}""", 201));

        Assert.Equal(
            [
                new(DivergenceKind.ResponseStatus, "", "200", "201"),
                new(DivergenceKind.ResponseHeader, "X-Kind", "x", "(absent)"),
                new(DivergenceKind.ResponseBody, "/a", "1", "2"),
                new(DivergenceKind.ResponseTrailer, "Checksum", "1", "(absent)"),
            ],
            comparison.Differences);
    }

    [Fact]
    public void A_failing_answer_says_its_reason_in_one_line()
    {
        ResponseComparison comparison = Compare(Of("{}", r => r with { Headers = HeaderMap.Empty }), Got("out\nof stock", 500) with { Headers = HeaderMap.Empty });

        Assert.Equal("500 (out of stock)", comparison.Differences[0].Got);
    }

    [Fact]
    public void Trace_ids_of_either_side_are_no_difference()
    {
        string recorded = IncidentBuilder.TraceId(0);

        Assert.Same(ResponseComparison.AsRecorded, Compare(Of($$"""{"trace":"{{recorded}}"}"""), Got($$"""{"trace":"{{Replayed}}"}""")));
    }

    [Fact]
    public void Equal_divergent_responses_have_equal_digests_and_others_others()
    {
        PlannedExchange exchange = Of("{}");

        UInt128 digest = Compare(exchange, Got("""{"a":1,"b":2}""")).Digest;

        Assert.Equal(digest, Compare(exchange, Got("""{"b":2,"a":1}""")).Digest);
        Assert.NotEqual(digest, Compare(exchange, Got("""{"b":2,"a":2}""")).Digest);
        Assert.NotEqual(digest, Compare(exchange, Got("""{"a":1,"b":2}""", 201)).Digest);
    }

    [Fact]
    public void Of_an_old_fixture_that_keeps_the_status_only_the_status_is_compared()
    {
        PlannedExchange exchange = Of("", r => r with { Headers = HeaderMap.Empty, Body = RecordedBody.NotRecorded }, isStatusOnly: true);

        Assert.Empty(Compare(exchange, Got("anything")).Differences);
        Assert.Equal(DivergenceKind.ResponseStatus, Assert.Single(Compare(exchange, Got("anything", 500)).Differences).Kind);
    }

    [Fact]
    public void Without_a_recorded_response_only_the_digest_is_taken()
    {
        PlannedExchange exchange = Of("", _ => null);

        ResponseComparison comparison = Compare(exchange, Got("x"));

        Assert.Empty(comparison.Differences);
        Assert.NotEqual(comparison.Digest, Compare(exchange, Got("y")).Digest);
    }

    [Theory]
    [InlineData("whole", true)]
    [InlineData("other", false)]
    public void A_body_that_was_not_kept_whole_is_compared_by_size_and_hash(string got, bool isSame)
    {
        byte[] whole = "whole"u8.ToArray();
        PlannedExchange exchange = Of("", r => r with { Body = RecordedBody.FromBytes(whole.AsMemory(0, 2), 5, Convert.ToHexStringLower(SHA256.HashData(whole)), truncated: true) });

        Assert.True(ResponseComparer.NeedsHash(exchange));
        Assert.Equal(isSame, Compare(exchange, Got(got)).Differences.Count == 0);
    }

    [Fact]
    public void A_body_too_large_to_keep_is_compared_by_size_and_hash()
    {
        PlannedExchange exchange = Of("whole");
        string hash = Convert.ToHexStringLower(SHA256.HashData("whole"u8));
        ObservedResponse same = Got("") with { Body = new ObservedBody("wh"u8.ToArray(), 5, hash) };
        ObservedResponse other = Got("") with { Body = new ObservedBody("wh"u8.ToArray(), 6, hash) };

        Assert.Empty(Compare(exchange, same).Differences);
        Assert.Equal($"5 bytes, SHA-256 {hash}", Assert.Single(Compare(exchange, other).Differences).Expected);
    }

    [Fact]
    public void Redacted_values_in_a_body_stand_for_any_value_and_the_rest_is_compared()
    {
        PlannedExchange exchange = Of("", r => r with { Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes("""{"token":"[REDACTED]","n":1}"""), sha256: new string('0', 64), redacted: true) });

        Assert.Empty(Compare(exchange, Got("""{"token":"abc","n":1}""")).Differences);
        Assert.Equal("/n", Assert.Single(Compare(exchange, Got("""{"token":"abc","n":2}""")).Differences).Location);
    }

    [Theory]
    [InlineData("connection_reset: shop.test", 0, "ConnectionReset", true)]
    [InlineData("connection_refused: shop.test", 0, "ConnectionRefused", true)]
    [InlineData("connection_reset: shop.test", 0, "ResponseCutShort", false)]
    [InlineData("connection_reset: shop.test", 200, "ResponseCutShort", true)]
    [InlineData("connection_reset: shop.test", 200, "ConnectionReset", false)]
    [InlineData("connection_reset: shop.test", 200, "Stalled", false)]
    [InlineData(null, 200, "ConnectionReset", false)]
    [InlineData(null, 200, "ConnectionTimedOut", false)]
    public void A_failure_is_as_recorded_only_where_the_same_was_recorded(string? error, int status, string failure, bool isAsRecorded)
    {
        PlannedExchange exchange = Of("{}", r => r with { Status = status, Error = error });

        ResponseComparison comparison = Compare(exchange, new ObservedResponse { Failure = Enum.Parse<ResponseFailure>(failure) });

        Assert.Equal(isAsRecorded, comparison.Differences.Count == 0);
        Assert.Equal(isAsRecorded, comparison.Digest == UInt128.Zero);
        Assert.All(comparison.Differences, difference => Assert.Equal(failure == "Stalled" ? DivergenceKind.ResponseStalled : DivergenceKind.ResponseFailed, difference.Kind));
    }

    [Fact]
    public void A_whole_response_where_a_cut_one_was_recorded_is_a_difference()
    {
        PlannedExchange exchange = Of("{}", r => r with { Error = "connection_reset: shop.test", Body = RecordedBody.FromBytes("{"u8.ToArray(), truncated: true) });

        Assert.Equal(
            [new(DivergenceKind.ResponseStatus, "", "200, cut short (connection_reset: shop.test)", "a whole response")],
            Compare(exchange, Got("{}")).Differences);
    }

    [Fact]
    public void What_its_client_did_not_wait_for_is_compared_as_far_as_it_came()
    {
        PlannedExchange exchange = Of("{}", r => r with { Error = "client_aborted: shop.test", Body = RecordedBody.FromBytes("{"u8.ToArray(), truncated: true) });

        Assert.Empty(Compare(exchange, Got("{}")).Differences);
        Assert.Single(Compare(exchange, Got("{}", 500)).Differences);
    }

    private static PlannedExchange Of(string answer, Func<IncidentEvent, IncidentEvent?>? response = null, bool isStatusOnly = false)
    {
        RecordedExchange recorded = new IncidentBuilder().Exchange("/", answer, response: response).Build().Exchanges[0] with { ResponseIsStatusOnly = isStatusOnly };
        return new PlannedExchange(recorded, 0, new ReplayOptions());
    }

    private static ResponseComparison Compare(PlannedExchange exchange, ObservedResponse observed) => ResponseComparer.Compare(exchange, observed, Replayed);

    private static ObservedResponse Got(string body, int status = 200)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return new ObservedResponse { Status = status, Headers = Json, Body = new ObservedBody(bytes, bytes.Length, null) };
    }
}
