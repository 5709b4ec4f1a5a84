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
        cookies.Store("sid=fresh; Path=/; HttpOnly");
        cookies.Store("theme = dark ");

        string? sent = cookies.Compose("sid=[REDACTED]; theme=light; other=1", out bool missing);

        Assert.Equal("sid=fresh; theme=dark; other=1", sent);
        Assert.False(missing);
    }

    [Fact]
    public void A_cookie_that_the_recorded_request_did_not_carry_is_not_sent()
    {
        var cookies = new WorkerCookies();
        cookies.Store("sid=fresh");

        Assert.Equal("other=1", cookies.Compose("other=1", out _));
    }

    [Fact]
    public void Names_are_case_sensitive_and_the_last_value_counts()
    {
        var cookies = new WorkerCookies();
        cookies.Store("sid=1");
        cookies.Store("sid=2");
        cookies.Store("SID=3");
        cookies.Store("=nameless");
        cookies.Store("valueless");

        Assert.Equal("sid=2; SID=3; valueless", cookies.Compose("sid=x; SID=y; valueless", out _));
    }
}
