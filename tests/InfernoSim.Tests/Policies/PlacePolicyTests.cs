using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Tests.Policies;

/// <summary>What is written down of an event by rules for places.</summary>
public sealed class PlacePolicyTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("keep json: $.password", Json, """{"password":"hunter2","pwd":"x1y2"}""", """{"password":"hunter2","pwd":"tok_A1*"}""")]
    [InlineData("keep json: $.user", Json, """{"user":{"mail":"a@b.de"},"mail":"c@d.de"}""", """{"user":{"mail":"a@b.de"},"mail":"tok_*@tokens.invalid"}""")]
    [InlineData("token json: $.name", Json, """{"name":"Ann Lee","note":"Ann Lee"}""", """{"name":"tok_A1*","note":"Ann Lee"}""")]
    [InlineData("token json: $.name", Json, """{"name":"a@b.de"}""", """{"name":"tok_*@tokens.invalid"}""")]
    [InlineData("token json: $.id", Json, """{"id":1234,"of":1234}""", """{"id":9########,"of":1234}""")]
    [InlineData("token json: $.a", Json, """{"a":true,"b":true}""", """{"a":false,"b":true}""")]
    [InlineData("token json: $.a", Json, """{"a":[1,2],"b":null}""", """{"a":"tok_A1*","b":null}""")]
    [InlineData("redact json: $.*", Json, """{"a":"x","b":1,"c":{"d":2}}""", """{"a":"[REDACTED]","b":"[REDACTED]","c":"[REDACTED]"}""")]
    [InlineData("redact json: $.ä", Json, """{"ä":"ü","b":"ö"}""", """{"ä":"[REDACTED]","b":"ö"}""")]
    [InlineData("drop json: $.a", Json, """{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("drop json: $.b", Json, """{"a":1, "b":2}""", """{"a":1}""")]
    [InlineData("drop json: $.*", Json, """{ "a":1, "b":{"c":2} }""", """{  }""")]
    [InlineData("drop json: $[0:2]", Json, """[1,2,3]""", """[3]""")]
    [InlineData("drop json: $[1:3]", Json, """[1,2,3]""", """[1]""")]
    [InlineData("drop json: $..p", Json, """{"a":{"p":1},"p":2,"q":[{"p":3,"r":4}]}""", """{"a":{},"q":[{"r":4}]}""")]
    [InlineData("redact json: $.a; dependency: x.test", Json, """{"a":1}""", """{"a":1}""")]
    [InlineData("redact json: $.a; route: GET /in", Json, """{"a":1}""", """{"a":1}""")]
    [InlineData("redact json: $.a; route: POST /in", Json, """{"a":1}""", """{"a":"[REDACTED]"}""")]
    [InlineData("token form: name", Form, "a=1&name=Ann+Lee", "a=1&name=tok_A1*")]
    [InlineData("keep form: mail", Form, "mail=a%40b.de&x=c%40d.de", "mail=a%40b.de&x=tok_*%40tokens.invalid")]
    [InlineData("drop form: a", Form, "a=1&b=2&a=3", "b=2")]
    [InlineData("redact form: b", Form, "a=1&b=2", "a=1&b=%5BREDACTED%5D")]
    [InlineData(@"redact body: SN-\d+", "text/plain", "no SN-17, SN-18", "no [REDACTED], [REDACTED]")]
    [InlineData(@"keep body: \S+@b\.de", "text/plain", "a@b.de c@d.de", "a@b.de tok_*@tokens.invalid")]
    public void A_body_is_written_as_the_rule_says(string rule, string type, string body, string written) =>
        Assert.Matches(Pattern(written), Encoding.UTF8.GetString(Scrub([rule], Request(type, body)).Body.GetBytes().Span));

    [Theory]
    [InlineData("token path: /users/*", "/users/ann/x?b=1", "/users/ann/x?b=1")]
    [InlineData("token path: /users/*/x", "/users/ann/x?b=1", "/users/tok_A1*/x?b=1")]
    [InlineData("redact query: b", "/a?b=1&c=2", "/a?b=%5BREDACTED%5D&c=2")]
    [InlineData("drop query: b", "/a?b=1&c=2", "/a?c=2")]
    [InlineData("drop query: c", "/a?b=1&c=2", "/a?b=1")]
    [InlineData("drop query: b", "/a?b=1", "/a")]
    [InlineData("keep query: token", "/a?token=abc123&pwd=x1y2", "/a?token=abc123&pwd=tok_A1*")]
    public void A_target_is_written_as_the_rule_says(string rule, string target, string written) =>
        Assert.Matches(Pattern(written), Scrub([rule], Request("text/plain", "x") with { Url = target }).Url!);

    [Fact]
    public void A_header_is_kept_replaced_redacted_or_dropped()
    {
        HeaderMap headers = Scrub(
            ["keep header: x-api-key", "token header: X-Name", "redact header: X-Tenant", "drop header: X-Debug"],
            Request("text/plain", "x") with { Headers = HeaderMap.Of(("X-Api-Key", "clear-key-1"), ("X-Name", "Ann"), ("X-Tenant", "t1"), ("X-Debug", "d"), ("Authorization", "Bearer abcdefgh12345678"), ("X-Plain", "p")) }).Headers;

        Assert.Equal(["X-Api-Key", "X-Name", "X-Tenant", "Authorization", "X-Plain"], headers.Select(field => field.Key));
        Assert.Equal(["clear-key-1"], headers.Values("X-Api-Key"));
        Assert.StartsWith("tok_A1", headers.Values("X-Name")[0], StringComparison.Ordinal);
        Assert.Equal(["[REDACTED]"], headers.Values("X-Tenant"));
        Assert.StartsWith("Bearer [REDACTED:", headers.Values("Authorization")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_strictest_of_the_rules_for_one_place_holds_and_the_outer_of_places_in_one_another() => Assert.Equal(
        """{"a":"[REDACTED]","c":"[REDACTED]"}""",
        Encoding.UTF8.GetString(Scrub(
            ["keep json: $.a", "redact json: $.a", "token json: $.a", "token json: $.b", "drop json: $.b", "redact json: $.c", "token json: $.c.d"],
            Request(Json, """{"a":1,"b":2,"c":{"d":3}}""")).Body.GetBytes().Span));

    [Fact]
    public void An_equal_value_has_an_equal_token_wherever_it_stands()
    {
        IncidentEvent written = Scrub(["token json: $.name", "token query: name", "token header: X-Name"], Request(Json, """{"name":"Ann L\u0065e"}""") with
        {
            Url = "/a?name=Ann+Lee",
            Headers = HeaderMap.Of(("Content-Type", Json), ("X-Name", "Ann Lee")),
        });

        string token = written.Headers.Values("X-Name")[0];
        Assert.Equal($"/a?name={token}", written.Url);
        Assert.Equal($$"""{"name":"{{token}}"}""", Encoding.UTF8.GetString(written.Body.GetBytes().Span));
    }

    [Fact]
    public void A_rule_is_for_the_response_of_its_request_and_for_the_calls_to_its_dependency()
    {
        string[] rules = ["redact json: $.a; route: POST /in", "redact json: $.b; dependency: x.test"];

        IncidentEvent response = Scrub(rules, Request(Json, """{"a":1,"b":2}""") with { Type = IncidentEventType.InboundResponse });
        IncidentEvent call = Scrub(rules, Request(Json, """{"a":1,"b":2}""") with
        {
            Type = IncidentEventType.OutboundCall,
            Url = "http://x.test/put",
            ResponseHeaders = HeaderMap.Of(("Content-Type", Json)),
            ResponseBody = RecordedBody.FromBytes("""{"b":3}"""u8.ToArray()),
        });

        Assert.Equal("""{"a":"[REDACTED]","b":2}""", Encoding.UTF8.GetString(response.Body.GetBytes().Span));
        Assert.Equal("""{"a":1,"b":"[REDACTED]"}""", Encoding.UTF8.GetString(call.Body.GetBytes().Span));
        Assert.Equal("""{"b":"[REDACTED]"}""", Encoding.UTF8.GetString(call.ResponseBody.GetBytes().Span));
    }

    [Theory]
    [InlineData("""{"a":"begun and not en""", true)]
    [InlineData("""{"a":"x" "b":1}""", false)]
    public void A_body_in_which_the_place_cannot_be_found_is_left_out(string body, bool isCut)
    {
        IncidentEvent written = Scrub(["redact json: $.a"], Request(Json, body) with { Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body), size: isCut ? 5000 : body.Length, truncated: isCut) });

        Assert.True(written.Body.GetBytes().IsEmpty);
        Assert.True(written.Body.IsRedacted);
    }

    [Fact]
    public void A_parameter_of_a_statement_is_a_place_as_well()
    {
        IncidentEvent written = Scrub(["token json: $.parameters['@p0'].value; dependency: shop"], new IncidentEvent
        {
            Type = IncidentEventType.SqlStatement,
            Timestamp = default,
            Method = "INSERT",
            Url = "sql://shop/Customers",
            Headers = SqlEvent.Headers,
            Body = RecordedBody.FromBytes("""{"text":"INSERT INTO Customers VALUES (@p0)","parameters":{"@p0":{"type":"String","value":"Ann"}}}"""u8.ToArray()),
        });

        Assert.Matches("""\{"@p0":\{"type":"String","value":"tok_A1[0-9a-f]{18}"\}\}""", Encoding.UTF8.GetString(written.Body.GetBytes().Span));
    }

    private static IncidentEvent Scrub(string[] rules, IncidentEvent e) =>
        new EventScrubber(new SecretTokens(new byte[32]), new SecretMarks(new byte[32]), policy: PrivacyPolicy.Parse(rules).Places).Scrub(e);

    private static string Pattern(string written) =>
        $"^{System.Text.RegularExpressions.Regex.Escape(written).Replace(@"tok_A1\*", "tok_A1[0-9a-f]{18}", StringComparison.Ordinal).Replace(@"tok_\*", "tok_[0-9a-f]{20}", StringComparison.Ordinal).Replace(@"\#\#\#\#\#\#\#\#", @"\d{8}", StringComparison.Ordinal)}$";

    private static IncidentEvent Request(string type, string body) => new()
    {
        Type = IncidentEventType.InboundRequest,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Method = "POST",
        Url = "/in",
        Headers = HeaderMap.Of(("Content-Type", type)),
        Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body)),
    };
}
