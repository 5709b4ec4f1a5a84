using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

/// <summary>Fields that may be written otherwise, and fields whose moments move along with the clock.</summary>
public class HeaderMeaningTests
{
    private const string Recorded = "Mon, 23 Nov 2026 10:00:00 GMT";
    private const string Replayed = "Fri, 18 Dec 2026 21:30:40 GMT";

    [Theory]
    [InlineData("Vary", "Accept, Origin", "origin,accept")]
    [InlineData("Allow", "GET, HEAD, PUT", "PUT, GET, HEAD")]
    [InlineData("Cache-Control", "no-store, max-age=0, private=\"Set-Cookie, X-A\"", "Max-Age=\"0\", private=\"x-a,set-cookie\", No-Store")]
    [InlineData("Accept-Ranges", "bytes", "Bytes")]
    [InlineData("Access-Control-Allow-Methods", "GET, POST", "POST,GET")]
    [InlineData("Access-Control-Allow-Headers", "X-A, Content-Type", "content-type, x-a")]
    [InlineData("Access-Control-Expose-Headers", "ETag, X-Total", "x-total, etag")]
    [InlineData("Content-Language", "de, en-GB", "EN-gb, DE")]
    [InlineData("Trailer", "X-Sum, X-Lines", "x-lines, x-sum")]
    [InlineData("Pragma", "no-cache", "No-Cache")]
    [InlineData("Content-Encoding", "gzip", "X-GZIP")]
    [InlineData("X-Content-Type-Options", "nosniff", "NoSniff")]
    [InlineData("X-Frame-Options", "DENY", "deny")]
    [InlineData("Strict-Transport-Security", "max-age=600; includeSubDomains", "includesubdomains; Max-Age=\"600\"")]
    [InlineData("Content-Security-Policy", "default-src 'self' https://a.test; img-src *", "img-src *; Default-Src https://a.test 'self'")]
    [InlineData("Content-Disposition", "attachment; filename=\"a b.txt\"; size=4", "Attachment; SIZE=4; filename=\"a b.txt\"")]
    [InlineData("WWW-Authenticate", "Bearer realm=\"a, b\", error=\"x\"", "bearer Realm=\"a, b\", error=x")]
    [InlineData("Proxy-Authenticate", "Basic realm=\"a\", charset=UTF-8", "basic Realm=a, Charset=\"UTF-8\"")]
    [InlineData("Upgrade", "h2c, TLS/1.0", "H2C, tls/1.0")]
    [InlineData("Cache-Control", "no-cache=\"Set-Cookie, X-A\"", "no-cache=\"x-a, SET-COOKIE\"")]
    [InlineData("Cache-Control", "community=\"A, B\"", "Community=\"b, a\"")]
    [InlineData("CDN-Cache-Control", "max-age=60, public", "Public, Max-Age=\"60\"")]
    [InlineData("Surrogate-Control", "max-age=60, content=\"ESI/1.0\"", "content=\"ESI/1.0\", Max-Age=60")]
    [InlineData("Timing-Allow-Origin", "https://a.test, https://b.test", "https://b.test,https://a.test")]
    [InlineData("Cross-Origin-Resource-Policy", "same-origin", "Same-Origin")]
    [InlineData("Preference-Applied", "return=minimal, respond-async", "respond-async, Return=\"minimal\"")]
    [InlineData("Content-Security-Policy-Report-Only", "default-src 'self'; img-src *", "img-src *; Default-Src 'self'")]
    [InlineData("Permissions-Policy", "camera=(), geolocation=()", "geolocation=(), Camera=()")]
    [InlineData("Referrer-Policy", "no-referrer, origin", "No-Referrer, Origin")]
    [InlineData("Clear-Site-Data", "\"cache\", \"cookies\"", "\"cookies\",\"cache\"")]
    [InlineData("Accept-Post", "application/json, text/plain", "text/plain, application/JSON")]
    [InlineData("Accept-Patch", "application/json, text/plain;charset=UTF-8", "text/plain; charset=utf-8, application/JSON")]
    [InlineData("Content-Type", "multipart/related; boundary=a; type=\"text/xml\"", "multipart/Related;type=text/xml;boundary=\"b;c\"")]
    [InlineData("Content-Type", "application/ld+json; profile=\"urn:A\"; charset=UTF-8", "application/ld+json;charset=utf-8;profile=\"urn:A\"")]
    public void What_a_specification_calls_the_same_is_the_same(string name, string expected, string actual)
    {
        Assert.Null(Compare(name, expected, actual));
        Assert.Equal(HeaderValue.Canonical(name, [expected], OwnIds.None), HeaderValue.Canonical(name, [actual], OwnIds.None));
    }

    [Theory]
    [InlineData("Vary", "Accept, Origin", "Accept")]
    [InlineData("Vary", "Accept", "*")]
    [InlineData("Allow", "GET, PUT", "GET, put")]
    [InlineData("Cache-Control", "no-store", "no-cache")]
    [InlineData("Cache-Control", "max-age=60", "max-age=600")]
    [InlineData("Cache-Control", "private, max-age=60", "public, max-age=60")]
    [InlineData("Cache-Control", "no-cache=\"Set-Cookie\"", "no-cache")]
    [InlineData("Cache-Control", "no-cache=\"Set-Cookie\"", "no-cache=\"Set-Cookie, X-A\"")]
    [InlineData("Cache-Control", "no-cache=\"X-A\"", "private=\"X-A\"")]
    [InlineData("Referrer-Policy", "no-referrer, origin", "origin, no-referrer")]
    [InlineData("Access-Control-Allow-Methods", "GET, POST", "GET, POST, DELETE")]
    [InlineData("Access-Control-Allow-Origin", "https://a.test", "*")]
    [InlineData("Content-Encoding", "gzip, br", "br, gzip")]
    [InlineData("Strict-Transport-Security", "max-age=600; includeSubDomains", "max-age=600")]
    [InlineData("Content-Security-Policy", "script-src 'self'", "script-src *")]
    [InlineData("Content-Security-Policy", "script-src a.test; img-src b.test", "script-src b.test; img-src a.test")]
    [InlineData("Content-Security-Policy", "script-src 'self'; script-src *", "script-src *; script-src 'self'")]
    [InlineData("Content-Disposition", "attachment; filename=A.txt", "attachment; filename=a.txt")]
    [InlineData("Content-Type", "application/ld+json; profile=\"urn:A\"", "application/ld+json; profile=\"urn:a\"")]
    [InlineData("Content-Type", "application/soap+xml; action=Buy", "application/soap+xml; action=buy")]
    [InlineData("Content-Type", "text/plain; charset=utf-8", "text/plain; charset=iso-8859-1")]
    [InlineData("Content-Type", "application/vnd.x; boundary=a", "application/vnd.x; boundary=b")]
    [InlineData("Content-Type", "multipart/mixed; boundary=a", "multipart/mixed")]
    [InlineData("WWW-Authenticate", "Bearer realm=A", "Bearer realm=a")]
    [InlineData("WWW-Authenticate", "Bearer realm=A, Basic realm=B", "Bearer realm=A, Digest realm=B")]
    [InlineData("WWW-Authenticate", "Bearer realm=\"a=b c\"", "Bearer realm=\"a=B c\"")]
    [InlineData("WWW-Authenticate", "Bearer error=x", "Bearer scope=x")]
    [InlineData("WWW-Authenticate", "Basic", "Bearer")]
    [InlineData("X-Custom", "a, b", "b, a")]
    [InlineData("X-Custom", "a", "A")]
    public void What_a_specification_tells_apart_differs(string name, string expected, string actual)
    {
        Assert.NotNull(Compare(name, expected, actual));
        Assert.NotEqual(HeaderValue.Canonical(name, [expected], OwnIds.None), HeaderValue.Canonical(name, [actual], OwnIds.None));
    }

    [Theory]
    [InlineData("sid=a; Max-Age=3600", "sid=b; Max-Age=3600")]
    [InlineData("sid=a; Max-Age=3600", "sid=b; Max-Age=3599")]
    [InlineData("sid=a; Expires=Mon, 23 Nov 2026 11:00:00 GMT", "sid=b; Expires=Fri, 18-Dec-2026 22:30:42 GMT")]
    [InlineData("sid=a; Expires=Mon, 23 Nov 2026 11:00:00 GMT", "sid=b; max-age=3600")]
    [InlineData("sid=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "sid=; Max-Age=0")]
    [InlineData("sid=; Max-Age=-1", "sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT")]
    [InlineData("sid=a; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "sid=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("sid=a; Expires=Tue, 01 Dec 2026 00:00:00 GMT", "sid=b; Expires=Tue, 01 Dec 2026 00:00:00 GMT")]
    [InlineData("sid=a; expires=nonsense", "sid=b")]
    [InlineData("sid=a; expires=Mon, 23 Nov 2026 11:00:00 GMT; expires=nonsense", "sid=b; Max-Age=3600")]
    [InlineData("sid=a; Max-Age=3600; Max-Age=soon", "sid=b; Max-Age=3600")]
    [InlineData("sid=a; Secure=1; HttpOnly=yes; Partitioned=x", "sid=b; secure; httponly; partitioned")]
    [InlineData("sid=a; Priority=High", "sid=b; priority=high")]
    [InlineData("sid=a; Path=; Domain=", "sid=b")]
    [InlineData("sid=a; Path=/x; Path=", "sid=b")]
    [InlineData("sid=a;; Path=/;", "sid=b; path=/")]
    [InlineData("sid=\"\"; Path=/", "sid=; Path=/")]
    [InlineData("token", "other")]
    [InlineData("sid=a; Secure; HttpOnly; SameSite=Strict", "sid=b; samesite=strict; httponly; SECURE")]
    public void Cookies_that_are_kept_alike_are_the_same(string expected, string actual)
    {
        Assert.Null(Compare("Set-Cookie", expected, actual));
        Assert.Null(Compare("Set-Cookie", actual, expected, isSwapped: true));
    }

    [Theory]
    [InlineData("sid=a; Path=/", "sid=a; Path=/; Max-Age=0")]
    [InlineData("sid=a; Path=/", "sid=a; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("sid=; Max-Age=0", "sid=")]
    [InlineData("sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "sid=; Expires=Tue, 01 Jan 2030 00:00:00 GMT")]
    [InlineData("sid=a", "sid=a; Max-Age=31536000")]
    [InlineData("sid=a", "sid=a; Expires=Sat, 18 Dec 2027 21:30:40 GMT")]
    [InlineData("sid=a; Max-Age=3600", "sid=a")]
    [InlineData("sid=a; Max-Age=3600", "sid=a; Max-Age=36000")]
    [InlineData("sid=a; Expires=Mon, 23 Nov 2026 11:00:00 GMT", "sid=a; Expires=Fri, 18 Dec 2026 21:31:40 GMT")]
    [InlineData("sid=a; Expires=Mon, 23 Nov 2026 11:00:00 GMT", "sid=a; Expires=Fri, 18 Dec 2026 20:30:40 GMT")]
    [InlineData("sid=a", "sid=")]
    [InlineData("sid=a", "sid=\"\"")]
    [InlineData("sid=a", "a")]
    [InlineData("token", "")]
    [InlineData("sid=a; Path=/A", "sid=a; Path=/a")]
    [InlineData("sid=a; Priority=High", "sid=a; Priority=Low")]
    [InlineData("sid=a; Partitioned", "sid=a")]
    [InlineData("sid=a; X=1", "sid=a; X=2")]
    [InlineData("sid=a; Max-Age=3600", "sid=a; Max-Age=4600")]
    [InlineData("sid=a; SameSite=Lax", "sid=a; SameSite=None")]
    [InlineData("sid=a; Secure", "sid=a")]
    [InlineData("sid=a; Domain=a.test", "sid=a; Domain=test")]
    public void Cookies_that_are_kept_otherwise_differ(string expected, string actual)
    {
        Assert.NotNull(Compare("Set-Cookie", expected, actual));
        Assert.NotNull(Compare("Set-Cookie", actual, expected, isSwapped: true));
    }

    [Fact]
    public void Different_cookies_come_in_any_order_and_lines_of_one_cookie_in_theirs()
    {
        HeaderMap expected = Lines("a=1; Path=/", "b=1", "a=; Max-Age=0; Path=/");

        Assert.Null(HeaderComparer.Compare(expected, Lines("b=2", "a=2; Path=/", "a=; Max-Age=0; Path=/"), TraceNoise.None));
        Assert.NotNull(HeaderComparer.Compare(expected, Lines("b=2", "a=; Max-Age=0; Path=/", "a=2; Path=/"), TraceNoise.None));
        Assert.NotNull(HeaderComparer.Compare(expected, Lines("b=2", "a=2; Path=/"), TraceNoise.None));
    }

    [Theory]
    [InlineData("a=1; Path=/x", "a=2; Path=/y; Secure")]
    [InlineData("a=1; Domain=x.test", "a=2; Domain=y.test; Secure")]
    public void Cookies_of_one_name_for_other_places_are_different_cookies(string one, string other)
    {
        Assert.Null(HeaderComparer.Compare(Lines(one, other), Lines(other, one), TraceNoise.None));
    }

    [Fact]
    public void A_difference_shows_all_lines_of_a_field_and_those_of_cookies_apart()
    {
        HeaderDifference? cookies = HeaderComparer.Compare(Lines("a=1", "b=2"), Lines("a=1"), TraceNoise.None);
        HeaderDifference? others = HeaderComparer.Compare(HeaderMap.Of(("X-A", "1"), ("X-A", "2")), HeaderMap.Of(("X-A", "1")), TraceNoise.None);

        Assert.Equal(("a=1; b=2", "a=1"), (cookies?.Expected, cookies?.Got));
        Assert.Equal(("1, 2", "1"), (others?.Expected, others?.Got));
    }

    [Theory]
    [InlineData("Expires", "0", "-1")]
    [InlineData("Expires", "0", "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Expires", Recorded, Replayed)]
    [InlineData("Expires", "Mon, 23 Nov 2026 11:00:00 GMT", "Fri, 18 Dec 2026 22:30:41 GMT")]
    [InlineData("Expires", "Tue, 24 Nov 2026 00:00:00 GMT", "Sat, 19 Dec 2026 00:00:00 GMT")]
    [InlineData("Last-Modified", Recorded, Replayed)]
    [InlineData("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT", "Sun, 22 Nov 2026 00:00:00 GMT")]
    [InlineData("Retry-After", "Mon, 23 Nov 2026 10:02:00 GMT", "Fri, 18 Dec 2026 21:32:40 GMT")]
    [InlineData("Retry-After", "120", "Fri, 18 Dec 2026 21:32:40 GMT")]
    public void A_moment_that_moves_along_with_the_clock_is_the_same(string name, string expected, string actual)
    {
        Assert.Null(Compare(name, expected, actual));
    }

    [Theory]
    [InlineData("Expires", "0", "Thu, 31 Dec 2099 00:00:00 GMT")]
    [InlineData("Expires", "Mon, 23 Nov 2026 11:00:00 GMT", "0")]
    [InlineData("Expires", "Mon, 23 Nov 2026 11:00:00 GMT", "Sat, 18 Dec 2027 21:30:40 GMT")]
    [InlineData("Expires", "Mon, 23 Nov 2026 11:00:00 GMT", "Fri, 18 Dec 2026 20:30:40 GMT")]
    [InlineData("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT")]
    [InlineData("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT", Replayed)]
    [InlineData("Retry-After", "120", "1")]
    [InlineData("Retry-After", "Mon, 23 Nov 2026 10:02:00 GMT", "Fri, 18 Dec 2026 22:32:40 GMT")]
    public void A_moment_that_is_another_distance_away_differs(string name, string expected, string actual)
    {
        Assert.NotNull(Compare(name, expected, actual));
    }

    [Theory]
    [InlineData("Expires", "0")]
    [InlineData("Expires", "Mon, 23 Nov 2026 11:00:00 GMT")]
    [InlineData("Last-Modified", Recorded)]
    [InlineData("Retry-After", "1")]
    public void A_moment_that_is_dropped_or_added_differs(string name, string value)
    {
        HeaderMap with = HeaderMap.Of(("Date", Recorded), (name, value));
        HeaderMap without = HeaderMap.Of(("Date", Replayed));

        Assert.Equal(new HeaderDifference(name, value, "(absent)"), HeaderComparer.Compare(with, without, TraceNoise.None));
        Assert.Equal(new HeaderDifference(name, "(absent)", value), HeaderComparer.Compare(without, with, TraceNoise.None));
    }

    [Fact]
    public void Without_a_Date_the_clocks_of_recorder_and_replay_tell_how_far_away_a_moment_is()
    {
        HeaderMap expected = HeaderMap.Of(("Set-Cookie", "sid=a; Expires=Mon, 23 Nov 2026 11:00:00 GMT"));
        HeaderMap hour = HeaderMap.Of(("Set-Cookie", "sid=a; Expires=Fri, 18 Dec 2026 22:30:40 GMT"));
        HeaderMap year = HeaderMap.Of(("Set-Cookie", "sid=a; Expires=Sat, 18 Dec 2027 21:30:40 GMT"));
        var clock = new HeaderClock(HttpDate.Parse(Recorded), HttpDate.Parse(Replayed));

        Assert.Empty(HeaderComparer.Differences(expected, hour, TraceNoise.None, clock));
        Assert.Single(HeaderComparer.Differences(expected, year, TraceNoise.None, clock));
    }

    [Fact]
    public void A_service_on_a_virtual_clock_is_measured_by_that_clock_although_its_server_writes_another_Date()
    {
        HeaderMap expected = HeaderMap.Of(("Date", Recorded), ("Expires", "Mon, 23 Nov 2026 11:00:00 GMT"));
        HeaderMap actual = HeaderMap.Of(("Date", Replayed), ("Expires", "Mon, 23 Nov 2026 11:00:05 GMT"));

        Assert.Empty(HeaderComparer.Differences(expected, actual, TraceNoise.None, new HeaderClock(null, HttpDate.Parse("Mon, 23 Nov 2026 10:00:05 GMT"))));
        Assert.Single(HeaderComparer.Differences(expected, actual, TraceNoise.None));
    }

    [Fact]
    public void All_differences_are_found_recorded_fields_before_added_ones()
    {
        HeaderMap expected = HeaderMap.Of(("X-C", "1"), ("X-B", "1"), ("X-D", "1"));
        HeaderMap actual = HeaderMap.Of(("X-E", "1"), ("X-C", "2"), ("X-D", "1"), ("X-A", "1"));

        IReadOnlyList<HeaderDifference> differences = HeaderComparer.Differences(expected, actual, TraceNoise.None);

        Assert.Equal(["X-B", "X-C", "X-A", "X-E"], differences.Select(difference => difference.Name));
    }

    private static HeaderMap Lines(params string[] cookies) => HeaderMap.Of([.. cookies.Select(cookie => ("Set-Cookie", cookie))]);

    private static HeaderDifference? Compare(string name, string expected, string actual, bool isSwapped = false) => HeaderComparer.Compare(
        HeaderMap.Of(("Date", isSwapped ? Replayed : Recorded), (name, expected)),
        HeaderMap.Of(("Date", isSwapped ? Recorded : Replayed), (name, actual)),
        TraceNoise.None);
}
