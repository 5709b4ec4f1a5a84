using InfernoSim.Planning;

namespace InfernoSim.Cli.Tests.CommandLine;

public sealed class HeaderLineTests
{
    [Theory]
    [InlineData("Authorization: Bearer ${TOKEN}", "Authorization", "Bearer abc")]
    [InlineData("X-Both:${TOKEN}-${OTHER}", "X-Both", "abc-x y")]
    [InlineData("X-Literal: $${TOKEN} $TOKEN", "X-Literal", "${TOKEN} $TOKEN")]
    [InlineData("X-Colon: a:b", "X-Colon", "a:b")]
    [InlineData("X-Empty:", "X-Empty", "")]
    public void A_variable_is_expanded_from_the_environment(string line, string name, string value)
    {
        KeyValuePair<string, string> header = HeaderLine.Parse(line, Environment);

        Assert.Equal(new KeyValuePair<string, string>(name, value), header);
    }

    [Theory]
    [InlineData(": value")]
    [InlineData("no colon")]
    [InlineData("Two words: value")]
    [InlineData("")]
    public void A_name_that_is_no_token_is_refused(string line)
    {
        ReplayConfigurationException refusal = Assert.Throws<ReplayConfigurationException>(() => HeaderLine.Parse(line, Environment));

        Assert.Contains("does not begin with a header name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_from_the_environment_cannot_smuggle_in_a_header()
    {
        ReplayConfigurationException refusal = Assert.Throws<ReplayConfigurationException>(() => HeaderLine.Parse("A: ${TOKEN}", _ => "a\r\nB: b"));

        Assert.Equal("the value of 'A' has a line break in it; a header value is one line", refusal.Message);
    }

    private static string? Environment(string name) => name switch { "TOKEN" => "abc", "OTHER" => "x y", _ => null };
}
