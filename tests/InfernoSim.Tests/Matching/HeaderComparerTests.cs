using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class HeaderComparerTests
{
    [Fact]
    public void Case_and_order_of_names_make_no_difference()
    {
        HeaderMap expected = HeaderMap.Of(("X-A", "1"), ("X-B", "2"));

        Assert.Null(HeaderComparer.Compare(expected, HeaderMap.Of(("x-b", "2"), ("x-a", "1")), TraceNoise.None));
    }

    [Theory]
    [InlineData("Date")]
    [InlineData("server")]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("Proxy-Connection")]
    [InlineData("HTTP2-Settings")]
    [InlineData("TE")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("traceparent")]
    [InlineData("X-Inferno-TraceID")]
    [InlineData("X-Request-Id")]
    [InlineData("Request-Id")]
    [InlineData("Sec-WebSocket-Accept")]
    [InlineData("Sec-WebSocket-Extensions")]
    [InlineData("X-Correlation-Id")]
    [InlineData("X-Trace-Id")]
    [InlineData("tracestate")]
    [InlineData("Age")]
    [InlineData("Alt-Svc")]
    [InlineData("Via")]
    public void Volatile_fields_are_left_out_on_either_side(string name)
    {
        HeaderMap with = HeaderMap.Of((name, "1"));

        Assert.True(HeaderComparer.IsVolatile(name));
        Assert.Null(HeaderComparer.Compare(with, HeaderMap.Of((name, "2")), TraceNoise.None));
        Assert.Null(HeaderComparer.Compare(with, HeaderMap.Empty, TraceNoise.None));
        Assert.Null(HeaderComparer.Compare(HeaderMap.Empty, with, TraceNoise.None));
    }

    [Theory]
    [InlineData("Content-Type", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"")]
    [InlineData("Content-Type", "multipart/mixed; boundary=a", "multipart/mixed; boundary=b")]
    [InlineData("Vary", "Accept, Origin", "Accept,Origin")]
    [InlineData("Set-Cookie", "sid=1; Path=/; HttpOnly; Expires=Mon, 23 Nov 2026 00:00:00 GMT; Max-Age=5", "sid=2; path=/; httponly; Max-Age=6")]
    [InlineData("Set-Cookie", "sid=1; Path=/; SameSite=Lax; Domain=.Shop.test", "sid=2; domain=shop.test; samesite=lax; path=/")]
    [InlineData("Set-Cookie", "sid=[REDACTED]; Path=/", "sid=abc; Path=/")]
    [InlineData("X-Api-Key", "[REDACTED]", "k, e, y")]
    [InlineData("Authorization", "Bearer [REDACTED]", "Bearer abc")]
    [InlineData("Cookie", "a=[REDACTED]; b=[REDACTED]", "a=1; b=2")]
    public void Values_that_say_the_same_are_equal(string name, string expected, string actual)
    {
        Assert.Null(HeaderComparer.Compare(HeaderMap.Of((name, expected)), HeaderMap.Of((name, actual)), TraceNoise.None));
    }

    [Theory]
    [InlineData("Content-Type", "application/json", "text/json")]
    [InlineData("Content-Type", "text/html; charset=utf-8", "text/html")]
    [InlineData("ETag", "\"a\"", "\"b\"")]
    [InlineData("Last-Modified", "Mon, 23 Nov 2026 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:01 GMT")]
    [InlineData("Set-Cookie", "sid=1; HttpOnly", "sid=1")]
    [InlineData("Set-Cookie", "sid=1", "uid=1")]
    [InlineData("Set-Cookie", "sid=1; Path=/a", "sid=1; Path=/A")]
    [InlineData("X-Api-Key", "[REDACTED]", "")]
    [InlineData("Authorization", "Bearer [REDACTED]", "Bearer ")]
    [InlineData("Authorization", "Bearer [REDACTED]", "Basic abc")]
    [InlineData("Cookie", "a=[REDACTED]; b=[REDACTED]", "a=1")]
    [InlineData("Cookie", "a=[REDACTED]; b=2", "a=1; b=3")]
    [InlineData("X-A", "\"a,b\", c", "\"a\", b, c")]
    public void Values_that_say_something_else_differ(string name, string expected, string actual)
    {
        HeaderDifference? difference = HeaderComparer.Compare(HeaderMap.Of((name, expected)), HeaderMap.Of((name, actual)), TraceNoise.None);

        Assert.Equal(new HeaderDifference(name, expected, actual), difference);
    }

    [Fact]
    public void A_list_in_one_line_equals_the_list_in_two()
    {
        Assert.Null(HeaderComparer.Compare(HeaderMap.Of(("Vary", "a, b")), HeaderMap.Of(("Vary", "a"), ("Vary", "b")), TraceNoise.None));
    }

    [Fact]
    public void Cookies_are_compared_line_by_line()
    {
        HeaderMap expected = HeaderMap.Of(("Set-Cookie", "a=1"), ("Set-Cookie", "b=1"));

        Assert.Null(HeaderComparer.Compare(expected, HeaderMap.Of(("Set-Cookie", "a=2"), ("Set-Cookie", "b=2")), TraceNoise.None));
        Assert.NotNull(HeaderComparer.Compare(expected, HeaderMap.Of(("Set-Cookie", "a=1, b=1")), TraceNoise.None));
    }

    [Fact]
    public void The_first_difference_by_name_is_reported_recorded_fields_before_added_ones()
    {
        HeaderMap expected = HeaderMap.Of(("x-c", "1"), ("X-B", "1"));

        Assert.Equal(new HeaderDifference("X-B", "1", "(absent)"), HeaderComparer.Compare(expected, HeaderMap.Of(("X-A", "1"), ("X-C", "2")), TraceNoise.None));
        Assert.Equal(new HeaderDifference("X-A", "(absent)", "1"), HeaderComparer.Compare(expected, HeaderMap.Of(("X-D", "1"), ("X-A", "1"), ("X-C", "1"), ("X-B", "1")), TraceNoise.None));
    }

    [Fact]
    public void An_empty_value_is_not_an_absent_field()
    {
        Assert.NotNull(HeaderComparer.Compare(HeaderMap.Of(("X-A", "")), HeaderMap.Empty, TraceNoise.None));
    }

    [Fact]
    public void The_exchanges_own_ids_make_no_difference()
    {
        (string recorded, string replayed) = (new string('1', 32), new string('2', 32));
        var noise = new TraceNoise(OwnIds.Of(recorded), OwnIds.Of(replayed));
        HeaderMap expected = HeaderMap.Of(("Location", $"/orders?trace={recorded}"));

        Assert.Null(HeaderComparer.Compare(expected, HeaderMap.Of(("Location", $"/orders?trace={replayed}")), noise));
        Assert.NotNull(HeaderComparer.Compare(expected, HeaderMap.Of(("Location", $"/orders?trace={new string('3', 32)}")), noise));
    }

    [Fact]
    public void The_canonical_form_is_the_same_where_there_is_no_difference()
    {
        static List<string> Canonical(HeaderMap headers)
        {
            var lines = new List<string>();
            HeaderComparer.AppendCanonical(headers, OwnIds.None, (name, value) => lines.Add($"{name}: {value}"));
            return lines;
        }

        HeaderMap one = HeaderMap.Of(("X-B", "2"), ("Vary", "a, b"), ("Date", "x"), ("Content-Type", "text/html; charset=UTF-8"));
        HeaderMap other = HeaderMap.Of(("content-type", "text/html;charset=utf-8"), ("vary", "a"), ("VARY", "b"), ("x-b", "2"));

        Assert.Equal(["content-type: text/html;charset=utf-8", "vary: a", "vary: b", "x-b: 2"], Canonical(one));
        Assert.Equal(Canonical(one), Canonical(other));
    }

    [Fact]
    public void A_field_that_Connection_names_is_left_out_of_its_own_message_alone()
    {
        HeaderMap recorded = HeaderMap.Of(("X-A", "1"));
        HeaderMap named = HeaderMap.Of(("X-A", "1"), ("Connection", "close, x-hop"), ("X-Hop", "1"));
        HeaderMap unnamed = HeaderMap.Of(("X-A", "1"), ("X-Hop", "1"));

        Assert.Null(HeaderComparer.Compare(recorded, named, TraceNoise.None));
        Assert.Null(HeaderComparer.Compare(named, recorded, TraceNoise.None));
        Assert.Equal(Canonical(recorded), Canonical(named));
        Assert.Equal(new HeaderDifference("X-Hop", "1", "(absent)"), HeaderComparer.Compare(unnamed, named, TraceNoise.None));
    }

    private static List<string> Canonical(HeaderMap headers)
    {
        List<string> lines = [];
        HeaderComparer.AppendCanonical(headers, OwnIds.None, (name, value) => lines.Add($"{name}: {value}"));
        return lines;
    }
}
