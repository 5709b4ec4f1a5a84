using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>What differs in the headers of one dependency call, and what makes no difference.</summary>
public class CallHeaderTests
{
    private const string Url = "http://depot.test/parcels";
    private const string Uuid1 = "0b7e41f2-66a5-4c0d-9c1e-2f8a7d5b9e31";
    private const string Uuid2 = "f4a1c9d8-1b3e-4f72-8a6c-90d2e7b5c413";
    private const string Uuid3 = "7c2d8e90-5f41-4ab6-b3d7-18e6f0a9c254";

    /// <summary>Recorded, what came, the header, and what is said of both sides.</summary>
    public static TheoryData<string, string, string, string, string> Differences => new()
    {
        { "Authorization: Bearer [REDACTED]", "", "Authorization", "Bearer [REDACTED]", "(absent)" },
        { "", "Authorization: Bearer abcdefgh", "Authorization", "(absent)", "Bearer (8 characters)" },
        { "Authorization: Bearer [REDACTED]", "Authorization: Basic dXNlcjpwdw==", "Authorization", "Bearer [REDACTED]", "Basic (12 characters)" },
        { "Authorization: Basic [REDACTED]", "Authorization: Bearer abc", "Authorization", "Basic [REDACTED]", "Bearer (3 characters)" },
        { "Authorization: Bearer [REDACTED]", "Authorization: Bearer undefined", "Authorization", "Bearer [REDACTED]", "Bearer undefined" },
        { "Authorization: Bearer [REDACTED]", "Authorization: Bearer", "Authorization", "Bearer [REDACTED]", "Bearer (empty)" },
        { "Authorization: Bearer [REDACTED:1f]", "Authorization: Bearer [REDACTED:2e]", "Authorization", "Bearer [REDACTED:1f]", "Bearer (13 characters)" },
        { "X-Api-Key: [REDACTED]", "", "X-Api-Key", "[REDACTED]", "(absent)" },
        { "X-Api-Key: [REDACTED]", "X-Api-Key: null", "X-Api-Key", "[REDACTED]", "null" },
        { "X-Tenant: acme", "X-Tenant: globex", "X-Tenant", "acme", "globex" },
        { $"X-Tenant-Id: {Uuid1}", $"X-Tenant-Id: {Uuid2}", "X-Tenant-Id", Uuid1, Uuid2 },
        { "X-Feature: on", "", "X-Feature", "on", "(absent)" },
        { "", "X-Debug: 1", "X-Debug", "(absent)", "1" },
        { "Accept: application/json", "Accept: text/html", "Accept", "application/json", "text/html" },
        { "Accept: application/vnd.depot.v2+json", "Accept: application/vnd.depot.v1+json", "Accept", "application/vnd.depot.v2+json", "application/vnd.depot.v1+json" },
        { "Accept-Language: de", "Accept-Language: fr", "Accept-Language", "de", "fr" },
        { "Range: bytes=0-99", "Range: bytes=100-199", "Range", "bytes=0-99", "bytes=100-199" },
        { "Range: bytes=0-99", "", "Range", "bytes=0-99", "(absent)" },
        { "If-Match: \"v7\"", "", "If-Match", "\"v7\"", "(absent)" },
        { "If-Match: \"v7\"", "If-Match: *", "If-Match", "\"v7\"", "*" },
        { "If-None-Match: \"a\"", "If-None-Match: W/\"a\"", "If-None-Match", "\"a\"", "W/\"a\"" },
        { "Cache-Control: no-store", "Cache-Control: no-cache", "Cache-Control", "no-store", "no-cache" },
        { "Prefer: return=minimal", "Prefer: return=representation", "Prefer", "return=minimal", "return=representation" },
        { "Cookie: theme=dark; sid=[REDACTED]", "Cookie: theme=dark", "Cookie", "theme=dark; sid=[REDACTED]", "theme" },
        { "Cookie: theme=dark", "Cookie: theme=light", "Cookie", "theme=dark", "theme=light" },
        { "X-Priority: 5", "X-Priority: 6", "X-Priority", "5", "6" },
        { $"Idempotency-Key: {Uuid1}", "", "Idempotency-Key", Uuid1, "(absent)" },
        { $"Idempotency-Key: {Uuid1}", "Idempotency-Key: 00000000-0000-0000-0000-000000000000", "Idempotency-Key", Uuid1, "00000000-0000-0000-0000-000000000000" },
        { $"Idempotency-Key: {Uuid1}", "Idempotency-Key: order-17", "Idempotency-Key", Uuid1, "order-17" },
        { "X-Signature: t=1767225600,v1=5257a869e7ecebeda32affa62cdca3fa", "X-Signature: t=1767225600", "X-Signature", "t=1767225600,v1=5257a869e7ecebeda32affa62cdca3fa", "t=1767225600" },
        { "X-Sent-At: 2026-01-01T10:00:00Z", "X-Sent-At: 0001-01-01T00:00:00Z", "X-Sent-At", "2026-01-01T10:00:00Z", "0001-01-01T00:00:00Z" },
    };

    /// <summary>Recorded, and what came.</summary>
    public static TheoryData<string, string> Alike => new()
    {
        { "Authorization: Bearer [REDACTED]", "Authorization: Bearer other-token" },
        { "Authorization: Bearer [REDACTED]", "Authorization: bearer other-token" },
        { "Authorization: [REDACTED]", "Authorization: Bearer other-token" },
        { "Authorization: Bearer [REDACTED:1f]", "Authorization: Bearer other-token" },
        { "Authorization: Bearer key-of-production", "Authorization: Bearer key-of-the-test" },
        { "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=5257a869e7ecebeda32affa62cdca3fa", "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260309/eu-central-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=aa57a869e7ecebeda32affa62cdca311" },
        { "Authorization: Digest [REDACTED]", "" },
        { "X-Api-Key: [REDACTED]", "x-api-key: key" },
        { "X-Tenant: acme|Accept: text/plain", "accept: text/plain|x-tenant: acme" },
        { "Accept: text/html, application/json; q=0.9", "Accept: text/html,application/json;q=0.9" },
        { "Accept-Language: de-DE", "Accept-Language: de-de" },
        { "Content-Type: application/json; charset=utf-8", "Content-Type: application/json;charset=\"UTF-8\"" },
        { "Content-Type: multipart/form-data; boundary=aaa", "Content-Type: multipart/form-data; boundary=bbb" },
        { "X-Any: 1", "X-Any: 1|User-Agent: shop/2.0|Accept-Encoding: gzip, br|Host: depot.test|Connection: close|Content-Length: 0|Expect: 100-continue" },
        { "X-Any: 1|User-Agent: shop/1.0|Date: Thu, 01 Jan 2026 10:00:00 GMT|Via: 1.1 a", "X-Any: 1" },
        { "X-Any: 1", "X-Any: 1|baggage: a=b|b3: 1-2|X-B3-TraceId: 1|Request-Id: 4|X-Request-ID: 5|X-Forwarded-For: 10.0.0.1|x-amz-user-agent: sdk/3|Sec-Fetch-Mode: cors" },
        { $"Idempotency-Key: {Uuid1}", $"Idempotency-Key: {Uuid2}" },
        { $"Idempotency-Key: ord_{Uuid1}", $"Idempotency-Key: ord_{Uuid2}" },
        { "X-Sent-At: 2026-01-01T10:00:00Z", "X-Sent-At: 2026-11-28T20:15:00Z" },
        { "X-Amz-Date: 20260101T100000Z", "X-Amz-Date: 20261128T201500Z" },
        { "X-Ms-Date: Thu, 01 Jan 2026 10:00:00 GMT", "X-Ms-Date: Sat, 28 Nov 2026 20:15:00 GMT" },
        { "If-Modified-Since: Thu, 01 Jan 2026 10:00:00 GMT", "If-Modified-Since: Sat, 28 Nov 2026 20:15:00 GMT" },
        { "X-Epoch: 1767225600", "X-Epoch: 1795896900" },
        { "X-Signature: t=1767225600,v1=5257a869e7ecebeda32affa62cdca3fa", "X-Signature: t=1795896900,v1=aa57a869e7ecebeda32affa62cdca311" },
        { "X-Trace-Copy: 00000000000000000000000000000001", "X-Trace-Copy: {id}" },
        { "Cookie: sid=[REDACTED]; theme=dark", "Cookie: theme=dark; sid=abc" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task A_header_that_the_service_decides_is_a_change_of_the_call(string recorded, string came, string header, string expected, string got)
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [With(Call(Url, "parcels"), recorded + "|X-Always: 1")]).Build());
        ExchangeScope scope = bench.Open(0, 0);

        string answer = await AskAsync(bench, scope, came + "|X-Always: 1");
        bench.Finish(scope);

        Assert.Equal("502", answer);
        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal((DivergenceKind.CallChanged, $"header/{header}", expected, got), (divergence.Kind, divergence.Location, divergence.Expected, divergence.Got));
    }

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task A_header_that_says_the_same_or_that_a_transport_writes_is_no_difference(string recorded, string came)
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [With(Call(Url, "parcels"), recorded)]).Build());
        ExchangeScope scope = bench.Open(0, 0);

        string answer = await AskAsync(bench, scope, came.Replace("{id}", bench.TraceIdOf(scope), StringComparison.Ordinal));
        bench.Finish(scope);

        Assert.Equal("parcels", answer);
        Assert.Empty(bench.Divergences);
    }

    [Fact]
    public async Task A_recording_without_headers_is_not_compared_in_headers()
    {
        var bench = new LedgerBench(new IncidentBuilder()
            .Exchange("/a", calls: [Call(Url, "none"), With(Call(Url + "/old", "old"), "Content-Type: text/plain") with { ResponseCaptured = false }]).Build());
        ExchangeScope scope = bench.Open(0, 0);

        string[] answers = [await AskAsync(bench, scope, "X-Tenant: acme"), await AskAsync(bench, scope, "X-Tenant: acme", Url + "/old")];

        Assert.DoesNotContain("502", answers);
    }

    [Fact]
    public async Task A_value_that_the_request_carries_is_carried_on_as_it_is()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", headers: HeaderMap.Of(("Idempotency-Key", Uuid1)), calls: [With(Call(Url, "parcels"), $"Idempotency-Key: {Uuid1}")]).Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);

        string fresh = await AskAsync(bench, scope, $"Idempotency-Key: {Uuid2}");
        string carried = await AskAsync(bench, scope, $"Idempotency-Key: {Uuid1}");

        Assert.Equal(["502", "parcels"], [fresh, carried]);
    }

    [Fact]
    public async Task Two_users_never_have_one_fresh_key()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [With(Call(Url, "for a", method: "POST"), $"Idempotency-Key: {Uuid1}")])
            .Exchange("/b", calls: [With(Call(Url, "for b", method: "POST"), $"Idempotency-Key: {Uuid2}")])
            .Build();
        var bench = new LedgerBench(incident);
        ExchangeScope first = bench.Open(0, 0);
        ExchangeScope second = bench.Open(0, 1);

        string one = await AskAsync(bench, first, $"Idempotency-Key: {Uuid3}", method: "POST");
        string other = await AskAsync(bench, second, $"Idempotency-Key: {Uuid3}", method: "POST");
        bench.Finish(first);
        bench.Finish(second);

        Assert.Equal(["for a", "502"], [one, other]);
        Divergence divergence = Assert.Single(bench.Divergences);
        Assert.Equal(
            (1, "header/Idempotency-Key", Uuid2, $"the value sent where {Uuid1} was recorded"),
            (divergence.Exchange, divergence.Location, divergence.Expected, divergence.Got));
    }

    [Fact]
    public async Task One_key_for_all_workers_is_no_fresh_one()
    {
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [With(Call(Url, "parcels"), $"Idempotency-Key: {Uuid1}")]).Build(), FakeService.AsFastAsPossible with { Fanout = 2 });

        string first = await AskAsync(bench, bench.Open(0, 0), $"Idempotency-Key: {Uuid3}");
        string second = await AskAsync(bench, bench.Open(1, 0), $"Idempotency-Key: {Uuid3}");

        Assert.Equal(["parcels", "502"], [first, second]);
    }

    [Fact]
    public async Task An_id_of_the_process_that_all_exchanges_send_may_be_one_for_all_workers()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [With(Call(Url, "a"), $"X-Instance: {Uuid1}")])
            .Exchange("/b", calls: [With(Call(Url, "b"), $"X-Instance: {Uuid1}")])
            .Build();
        var bench = new LedgerBench(incident, FakeService.AsFastAsPossible with { Fanout = 2 });

        string[] answers =
        [
            await AskAsync(bench, bench.Open(0, 0), $"X-Instance: {Uuid3}"),
            await AskAsync(bench, bench.Open(1, 0), $"X-Instance: {Uuid3}"),
            await AskAsync(bench, bench.Open(0, 1), $"X-Instance: {Uuid3}"),
        ];

        Assert.Equal(["a", "a", "b"], answers);
    }

    [Theory]
    [InlineData(Uuid3, "ok")]
    [InlineData(Uuid2, "502")]
    public async Task A_retry_repeats_its_key_where_it_did_in_the_recording(string second, string answer)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [With(Call(Url, status: 503, method: "POST"), $"Idempotency-Key: {Uuid1}"), With(Call(Url, "ok", at: 5, method: "POST"), $"Idempotency-Key: {Uuid1}")])
            .Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);

        string first = await AskAsync(bench, scope, $"Idempotency-Key: {Uuid3}", method: "POST");
        string retry = await AskAsync(bench, scope, $"Idempotency-Key: {second}", method: "POST");

        Assert.Equal(["503", answer], [first, retry]);
    }

    [Fact]
    public async Task Retries_of_two_parallel_calls_find_their_own_answers_by_their_keys()
    {
        Incident incident = new IncidentBuilder().Exchange("/a", took: 100, calls:
        [
            With(Call(Url, "1st", method: "POST", took: 5), $"Idempotency-Key: {Uuid1}"),
            With(Call(Url, "2nd", method: "POST", took: 5), $"Idempotency-Key: {Uuid2}"),
            With(Call(Url, "1st again", at: 10, took: 5, method: "POST"), $"Idempotency-Key: {Uuid1}"),
            With(Call(Url, "2nd again", at: 10, took: 5, method: "POST"), $"Idempotency-Key: {Uuid2}"),
        ]).Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);
        const string A = "Idempotency-Key: a1111111-2222-4333-8444-5555a5555555";
        const string B = "Idempotency-Key: b1111111-2222-4333-8444-5555b5555555";

        string[] answers = [await AskAsync(bench, scope, A, method: "POST"), await AskAsync(bench, scope, B, method: "POST"), await AskAsync(bench, scope, B, method: "POST"), await AskAsync(bench, scope, A, method: "POST")];

        Assert.Equal(["1st", "2nd", "2nd again", "1st again"], answers);
    }

    [Theory]
    [InlineData("Range: bytes=0-9", "Range: bytes=10-19")]
    [InlineData("Accept-Language: de", "Accept-Language: fr")]
    [InlineData("Accept: text/csv", "Accept: application/json")]
    [InlineData("X-Tenant: acme", "X-Tenant: globex")]
    [InlineData("If-None-Match: \"1\"", "If-None-Match: \"2\"")]
    [InlineData("Authorization: Bearer token-of-anna", "Authorization: Bearer token-of-berta")]
    [InlineData("X-Shard: 1", "")]
    [InlineData("Cookie: theme=dark", "Cookie: theme=light")]
    public async Task Calls_that_only_a_header_tells_apart_get_their_own_answers_in_any_order(string one, string other)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", took: 50, calls: [With(Call(Url, "one", took: 20), one + "|X-Always: 1"), With(Call(Url, "other", at: 2, took: 20), other + "|X-Always: 1")]).Build();
        var bench = new LedgerBench(incident);
        ExchangeScope scope = bench.Open(0, 0);

        string[] answers = [await AskAsync(bench, scope, other + "|X-Always: 1"), await AskAsync(bench, scope, one + "|X-Always: 1")];
        bench.Finish(scope);

        Assert.Equal(["other", "one"], answers);
        Assert.Empty(bench.Divergences);
    }

    [Theory]
    [InlineData("header: X-Build; dependency: depot.test", "X-Build: 18", "parcels")]
    [InlineData("header: X-Build; dependency: depot.test", "X-Other: 1", "502")]
    [InlineData("header: X-Build; dependency: *; optional: true", "X-Other: 1", "parcels")]
    [InlineData("header: X-Build; dependency: other.test", "X-Build: 18", "502")]
    [InlineData("header: X-Build", "X-Build: 18", "502")]
    [InlineData("header: X-Build; dependency: depot.test; route: GET /parcels", "X-Build: 18", "parcels")]
    [InlineData("header: X-Build; dependency: depot.test; route: POST /parcels", "X-Build: 18", "502")]
    public async Task A_rule_names_a_header_of_a_dependency(string rule, string came, string answer)
    {
        Incident incident = new IncidentBuilder().Exchange("/a", calls: [With(Call(Url, "parcels"), "X-Build: 17|X-Always: 1")]).Build();
        string header = came.StartsWith("X-Other", StringComparison.Ordinal) ? "" : came;
        var bench = new LedgerBench(incident, FakeService.AsFastAsPossible with { Ignore = [NoiseRule.Parse(rule)] });

        string got = await AskAsync(bench, bench.Open(0, 0), header + "|X-Always: 1");

        Assert.Equal(answer, got);
    }

    private static IncidentEvent With(IncidentEvent call, string headers) => call with { Headers = HeadersOf(headers) };

    private static HeaderMap HeadersOf(string headers) => HeaderMap.Of(
        [.. headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()))]);

    private static async Task<string> AskAsync(LedgerBench bench, ExchangeScope scope, string headers, string url = Url, string method = "GET")
    {
        DependencyRequest request = FakeRequest.RequestOf(url, method, traceId: bench.TraceIdOf(scope));
        DependencyAnswer answer = await bench.AnswerAsync(request with { Headers = new HeaderMap([.. request.Headers, .. HeadersOf(headers)]) });
        return answer.Status == 200 ? LedgerBench.Text(answer) : $"{answer.Status}";
    }
}
