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
    private const string MultipartType = "multipart/form-data; boundary=x";
    private const string Events = "text/event-stream";

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
    [InlineData("token form: name", "name=Ann Lee|note=Ann Lee", "name=tok_A1*|note=Ann Lee")]
    [InlineData("redact form: note", "name=Ann|note=two\r\nlines", "name=Ann|note=[REDACTED]")]
    [InlineData("drop form: name", "name=Ann|note=x", "note=x")]
    [InlineData("drop form: note", "name=Ann|note=x", "name=Ann")]
    [InlineData("keep form: mail", "mail=a@b.de|x=c@d.de", "mail=a@b.de|x=tok_*@tokens.invalid")]
    [InlineData("token filename: photo", "photo:ann-lee.jpg=\0\u00FF binary|note=ann-lee.jpg", "photo:tok_A1*.jpg=\0\u00FF binary|note=ann-lee.jpg")]
    [InlineData("redact filename: photo", "photo:ann-lee.jpg=\0\u00FF", "photo:[REDACTED]=\0\u00FF")]
    [InlineData("redact form: photo", "photo:ann-lee.jpg=\0\u00FF|note=\u00FF", "photo:[REDACTED]=[REDACTED]|note=\u00FF")]
    [InlineData("keep filename: photo", "photo:a@b.de=\0|x=c@d.de", "photo:a@b.de=\0|x=tok_*@tokens.invalid")]
    [InlineData("redact form: photo; route: GET /in", "photo:a.jpg=1", "photo:a.jpg=1")]
    public void A_part_of_a_form_is_written_as_the_rule_says(string rule, string parts, string written) =>
        Assert.Matches(Pattern(Parts(written)), Encoding.Latin1.GetString(Scrub([rule], Request(MultipartType, "") with { Body = RecordedBody.FromBytes(Encoding.Latin1.GetBytes(Parts(parts))) }).Body.GetBytes().Span));

    [Fact]
    public void A_field_is_found_by_a_name_that_stands_on_the_next_line_of_its_header()
    {
        const string Body = "--x\r\nContent-Disposition: form-data;\r\n\tname=\"name\"; filename=\"ann-lee.jpg\"\r\n\r\nAnn Lee\r\n--x--\r\n";

        IncidentEvent written = Scrub(["redact form: name"], Request(MultipartType, Body));

        Assert.Equal(
            "--x\r\nContent-Disposition: form-data;\r\n\tname=\"name\"; filename=\"[REDACTED]\"\r\n\r\n[REDACTED]\r\n--x--\r\n",
            Encoding.UTF8.GetString(written.Body.GetBytes().Span));
    }

    [Fact]
    public async Task A_form_of_the_client_of_dotnet_is_read_as_one_with_quotes()
    {
        byte[] picture = [0, 0xFF, 1, 2];
        using var form = new MultipartFormDataContent("x") { { new StringContent("hunter2"), "password" }, { new StringContent("Ann Lee"), "name" }, { new ByteArrayContent(picture), "photo", "jörg lee.jpg" } };

        IncidentEvent scrubbed = Scrub(["token filename: photo", "token form: name"], Request(MultipartType, "") with { Body = RecordedBody.FromBytes(await form.ReadAsByteArrayAsync()) });

        string written = Encoding.Latin1.GetString(scrubbed.Body.GetBytes().Span);
        Assert.DoesNotContain("hunter2", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann Lee", written, StringComparison.Ordinal);
        Assert.DoesNotContain("lee.jpg", written, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(picture), written, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Scrub(["token json: $.name"], Request(Json, """{"name":"Ann Lee"}""")).Body.GetBytes().Span)[9..^2], written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redact json: $.user", Events, "event: a\ndata: {\"user\":\"Ann\",\"n\":1}\n\n: user\n\ndata: [DONE]\n\n", "event: a\ndata: {\"user\":\"[REDACTED]\",\"n\":1}\n\n: user\n\ndata: [DONE]\n\n")]
    [InlineData("token json: $.user", Events, "data:{\"user\":\"Ann\"}\r\n\r\ndata:{\"user\":2}\r\n\r\n", "data:{\"user\":\"tok_A1*\"}\r\n\r\ndata:{\"user\":9########}\r\n\r\n")]
    [InlineData("drop json: $.user", Events, "data: {\"n\":1, \"user\":\"Ann\"}\n\n", "data: {\"n\":1}\n\n")]
    [InlineData("redact json: $.user.name", Events, "data: {\ndata: \"user\":{\"name\":\ndata: \"Ann\"}\ndata: }\n\n", "data: {\ndata: \"user\":{\"name\":\ndata: \"[REDACTED]\"}\ndata: }\n\n")]
    [InlineData("redact json: $.user", Events, "data: {\"user\":[1,\ndata: 2],\"n\":1}", "data: {\"user\":\"[REDACTED]\",\"n\":1}")]
    [InlineData("keep json: $.user", Events, "data: {\"user\":\"a@b.de\",\"by\":\"c@d.de\"}\n\n", "data: {\"user\":\"a@b.de\",\"by\":\"tok_*@tokens.invalid\"}\n\n")]
    [InlineData("token json: $.user", "application/x-ndjson", "{\"user\":\"Ann\"}\n\n{\"n\":1,\"user\":\"Bo\"}\n", "{\"user\":\"tok_A1*\"}\n\n{\"n\":1,\"user\":\"tok_A1*\"}\n")]
    [InlineData("redact json: $.user", "text/plain", "{\"user\":\"Ann\"}\n", "{\"user\":\"Ann\"}\n")]
    public void A_document_of_a_stream_is_written_as_the_rule_says(string rule, string type, string body, string written) =>
        Assert.Matches(Pattern(written), Encoding.UTF8.GetString(Scrub([rule], Request(type, body)).Body.GetBytes().Span));

    [Theory]
    [InlineData("redact json: $.a", Events, "data: {\"a\":1}\n\ndata: {\"a\":\"begun")]
    [InlineData("redact json: $.a", "application/x-ndjson", "{\"a\":1}\n{\"a\":\"begun")]
    [InlineData("redact form: a", MultipartType, "--x\r\nContent-Disposition: form-data; na")]
    [InlineData("redact form: a", MultipartType, "no parts")]
    public void A_stream_or_form_in_which_the_place_cannot_be_found_is_left_out(string rule, string type, string body)
    {
        IncidentEvent written = Scrub([rule], Request(type, body));

        Assert.True(written.Body.GetBytes().IsEmpty);
        Assert.True(written.Body.IsRedacted);
    }

    [Fact]
    public void What_came_as_a_piece_of_a_stream_is_one_still_and_a_secret_in_two_pieces_is_found()
    {
        string[] events = ["data: {\"user\":\"Ann\"}\n\n", "data: {\"note\":\"ghp_abcdefghijklmnopqrstuvwxyz0123456789\"}\n\n", "data: {\"user\":\"Bo\"}\n\n"];
        int inSecret = events[0].Length + 25;
        IncidentEvent call = Scrub(["token json: $.user"], Request("text/plain", "") with
        {
            Type = IncidentEventType.OutboundCall,
            Url = "http://x.test/in",
            ResponseHeaders = HeaderMap.Of(("Content-Type", Events)),
            ResponseBody = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(string.Concat(events))),
            ResponsePieces = [new(1, 0), new(2, events[0].Length), new(3, inSecret), new(4, events[0].Length + events[1].Length), new(5, string.Concat(events).Length)],
        });

        string written = Encoding.UTF8.GetString(call.ResponseBody.GetBytes().Span);
        Assert.DoesNotContain("ghp_", written, StringComparison.Ordinal);
        Assert.Equal([1L, 2, 3, 4, 5], call.ResponsePieces.Select(piece => piece.AfterNanoseconds));
        int first = written.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        Assert.Equal([0L, first, first + 25, written.IndexOf("\n\n", first, StringComparison.Ordinal) + 2, written.Length], call.ResponsePieces.Select(piece => piece.Bytes));
    }

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

    // Of name=content or name:file=content, parted by |.
    private static string Parts(string parts) => string.Concat(parts.Split('|').Select(part => part.Split('=', 2)).Select(part => (Name: part[0].Split(':'), Content: part[1])).Select(part =>
        $"--x\r\nContent-Disposition: form-data; name=\"{part.Name[0]}\"{(part.Name.Length > 1 ? $"; filename=\"{part.Name[1]}\"" : "")}\r\n\r\n{part.Content}\r\n")) + "--x--\r\n";

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
