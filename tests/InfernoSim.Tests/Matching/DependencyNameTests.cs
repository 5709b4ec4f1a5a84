using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class DependencyNameTests
{
    [Theory]
    [InlineData("Payments.Test", "payments.test", null, "payments.test")]
    [InlineData("payments.test.", "payments.test", null, "payments.test")]
    [InlineData("payments_svc:8080", "payments_svc", 8080, "payments_svc:8080")]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1:80")]
    [InlineData("[::1]:80", "::1", 80, "[::1]:80")]
    [InlineData("[0:0:0:0:0:0:0:1]", "::1", null, "[::1]")]
    [InlineData("::1", "::1", null, "[::1]")]
    [InlineData("*", "*", null, "*")]
    public void A_name_is_read_into_host_and_port(string text, string host, int? port, string written)
    {
        DependencyName name = DependencyName.Parse(text);

        Assert.Equal((host, port), (name.Host, name.Port));
        Assert.Equal(written, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(":80")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:http")]
    [InlineData("a b")]
    [InlineData("http://a")]
    [InlineData("a/path")]
    [InlineData("user@a")]
    [InlineData("*.test")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("[zz::1]:80")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(DependencyName.TryParse(text, out _));
        var refused = Assert.Throws<ReplayConfigurationException>(() => DependencyName.Parse(text));

        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("payments.test:8080", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]:80", "[0::1]", "http", true)]
    [InlineData("[::1]:80", "[::1]:81", "http", false)]
    [InlineData("::1", "[::1]:81", "http", true)]
    [InlineData("a:443", "A.", "https", true)]
    [InlineData("a:80", "user@a", "http", true)]
    [InlineData("a", "b", "http", false)]
    public void A_call_is_matched_by_host_and_port(string text, string authority, string scheme, bool matches)
    {
        Assert.Equal(matches, DependencyName.Parse(text).Matches(authority, scheme));
    }

    [Fact]
    public void Names_that_say_the_same_are_equal()
    {
        Assert.Equal(DependencyName.Parse("A.test.:80"), DependencyName.Parse("a.test:80"));
        Assert.NotEqual(DependencyName.Parse("a.test"), DependencyName.Parse("a.test:80"));
    }
}
