using InfernoSim.LiveState;

namespace InfernoSim.Tests.Replay;

public class WorkerCookiesTests
{
    [Theory]
    [InlineData("a=1; b=2", "a=1; b=2", false)]
    [InlineData("sid=[REDACTED]; b=2", "b=2", true)]
    [InlineData("sid=[REDACTED]", null, true)]
    [InlineData("", null, false)]
    [InlineData("flag", "flag", false)]
    [InlineData("a=1=2; b=\"x y\"", "a=1=2; b=\"x y\"", false)]
    public void Without_cookies_of_the_service_the_recorded_ones_are_sent_but_redacted_ones(string recorded, string? sent, bool lacks)
    {
        var cookies = new WorkerCookies();

        Assert.Equal(sent, cookies.Compose(recorded, out bool missing));
        Assert.Equal(lacks, missing);
    }

    [Fact]
    public void What_the_service_sets_replaces_recorded_and_redacted_values()
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=fresh; Path=/; HttpOnly", "theme = dark "], []);

        string? sent = cookies.Compose("sid=[REDACTED]; theme=light; other=1", out bool missing);

        Assert.Equal("sid=fresh; theme=dark; other=1", sent);
        Assert.False(missing);
    }

    [Fact]
    public void A_cookie_that_the_recorded_request_did_not_carry_is_not_sent()
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=fresh"], []);

        Assert.Equal("other=1", cookies.Compose("other=1", out _));
    }

    [Fact]
    public void Names_are_case_sensitive_and_the_last_value_counts()
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=1", "sid=2", "SID=3", "=nameless", "valueless"], []);

        Assert.Equal("sid=2; SID=3; valueless", cookies.Compose("sid=x; SID=y; valueless", out _));
    }

    // What the service set: lines as recorded | as they came | for which target.
    private static readonly (string Recorded, string Live, string Target)[] TwoParts =
    [
        ("SID=[REDACTED]; Path=/core", "SID=c; Path=/core", "/core/login"),
        ("SID=[REDACTED]; Path=/gear", "SID=g; Path=/gear", "/gear/login"),
        ("SID=[REDACTED]", "SID=d", "/deep/er/login"),
    ];

    [Theory]
    [InlineData("/core/data", "SID=c")]
    [InlineData("/core", "SID=c")]
    [InlineData("/gear/data?x=/core", "SID=g")]
    [InlineData("/deep/er/data", "SID=d")]
    [InlineData("/corex", "SID=d")]
    public void Where_no_mark_says_which_it_was_the_path_decides(string target, string sent)
    {
        var cookies = new WorkerCookies();
        foreach ((string recorded, string live, string setBy) in TwoParts)
        {
            cookies.Store([live], [recorded], new CookieOrigin("shop.test", setBy));
        }

        Assert.Equal(sent, cookies.Compose("SID=[REDACTED]", out _, new CookieOrigin("shop.test", target)));
    }

    [Theory]
    [InlineData("a.shop.test", "sid=host")]
    [InlineData("b.shop.test", "sid=domain")]
    [InlineData("A.SHOP.TEST:8080", "sid=host")]
    public void A_cookie_without_a_domain_is_for_its_host_alone(string host, string sent)
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=domain; Domain=.shop.test; Path=/"], [], new CookieOrigin("a.shop.test", "/"));
        cookies.Store(["sid=host; Path=/x"], [], new CookieOrigin("a.shop.test", "/"));

        Assert.Equal(sent, cookies.Compose("sid=[REDACTED]", out _, new CookieOrigin(host, "/x")));
    }

    [Fact]
    public void Two_cookies_of_one_name_in_one_request_are_sent_the_longer_path_first()
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=all; Path=/", "sid=shop; Path=/shop"], [], new CookieOrigin("a.test", "/"));

        Assert.Equal("sid=shop; sid=all", cookies.Compose("sid=[REDACTED]; sid=[REDACTED]", out _, new CookieOrigin("a.test", "/shop/x")));
    }

    [Theory]
    [InlineData("sid=; Max-Age=0")]
    [InlineData("sid=x; Max-Age=-1")]
    [InlineData("sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    public void A_cookie_that_was_deleted_is_gone(string line)
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=1"], []);
        cookies.Store([line], []);

        Assert.Null(cookies.Compose("sid=[REDACTED]", out bool missing));
        Assert.True(missing);
    }

    [Theory]
    [InlineData("sid=1", false)]
    [InlineData("sid=; Max-Age=0", true)]
    public void A_cookie_that_the_service_takes_away_is_missing_by_its_own_doing_unless_it_did_so_in_the_incident(string recorded, bool isMissing)
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=; Max-Age=0"], [recorded]);

        Assert.Null(cookies.Compose("sid=[REDACTED]", out bool missing));
        Assert.Equal(isMissing, missing);
    }

    [Fact]
    public void Each_user_is_sent_the_cookie_that_stands_for_his()
    {
        var cookies = new WorkerCookies();
        cookies.Store(["sid=x; Path=/"], ["sid=[REDACTED:aaaa]; Path=/"]);
        cookies.Store(["sid=y; Path=/"], ["sid=[REDACTED:bbbb]; Path=/"]);

        Assert.Equal("sid=x", cookies.Compose("sid=[REDACTED:aaaa]", out _));
        Assert.Equal("sid=y", cookies.Compose("sid=[REDACTED:bbbb]", out _));
        Assert.Null(cookies.Compose("sid=[REDACTED:cccc]", out bool missing));
        Assert.True(missing);
    }
}
