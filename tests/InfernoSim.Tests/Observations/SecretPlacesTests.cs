using InfernoSim.Observations;

namespace InfernoSim.Tests.Observations;

public sealed class SecretPlacesTests
{
    [Theory]
    [InlineData("body/password", "\"hunter22\"", "[REDACTED]")]
    [InlineData("header/Authorization", "Basic c2hvcDpwdw==", "Basic [REDACTED]")]
    [InlineData("header/Authorization", "Basic (12 characters)", "Basic (12 characters)")]
    [InlineData("header/Authorization", "(absent)", "(absent)")]
    [InlineData("header/X-Api-Key", "[REDACTED] (another value)", "[REDACTED] (another value)")]
    [InlineData("body/total", "\"hunter22\"", "\"hunter22\"")]
    public void A_value_is_hidden_by_its_place_and_a_description_of_one_is_not(string location, string text, string expected) =>
        Assert.Equal(expected, SecretPlaces.Hide(location, text));

    [Fact]
    public void Two_secrets_that_differ_do_not_look_the_same()
    {
        Divergence divergence = Of("\"hunter22\"", "\"hunter23\"");

        Divergence hidden = SecretPlaces.Hide(divergence);

        Assert.Equal(("[REDACTED]", "[REDACTED] (another value)"), (hidden.Expected, hidden.Got));
        Assert.Contains("expected [REDACTED], got [REDACTED] (another value)", DivergenceText.WithoutPlace(hidden), StringComparison.Ordinal);
    }

    private static Divergence Of(string expected, string got) => new()
    {
        Kind = DivergenceKind.ResponseBody,
        Run = 0,
        Worker = 0,
        Exchange = 0,
        Request = "GET /",
        Location = "/password",
        Expected = expected,
        Got = got,
    };
}
