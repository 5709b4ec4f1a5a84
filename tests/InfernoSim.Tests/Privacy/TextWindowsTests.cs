using System.Text.RegularExpressions;
using InfernoSim.Privacy;

namespace InfernoSim.Tests.Privacy;

public sealed partial class TextWindowsTests
{
    [Fact]
    public void Digits_in_a_row_are_seen_where_an_expression_finds_them_and_nowhere_else()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            string text = random.GetString("0123456789 -0123456789a", random.Next(60));
            MatchCollection expected = Digits().Matches(text);

            Assert.True(expected.Count > 0 == TextWindows.HasDigits(text, CardNumber.FewestDigits), text);
            Assert.All(expected, match => Assert.Contains(TextWindows.AroundDigits(text, CardNumber.FewestDigits), range => range.Start.Value <= match.Index && match.Index + match.Length <= range.End.Value));
        }
    }

    // Each text ends in a word, so that nothing is found that begins in the middle of one.
    [Fact]
    public void An_address_is_found_wherever_it_stands_in_a_text()
    {
        var random = new Random(5);
        for (int i = 0; i < 5_000; i++)
        {
            string before = random.GetString("ab. ,\"/<>=&:@%\\-", random.Next(40));
            string text = $"{before} ann.lee+{i}@shop-of-ours.de{random.GetString(" ,\"/<>&;", 1)}{random.GetString("ab. @:/", random.Next(40))}";

            Assert.DoesNotContain($"ann.lee+{i}@", SecretDetector.Hide(text), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("sk_live_0123456789abcdef")]
    [InlineData("https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnop")]
    [InlineData("password=x")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("ann%40shop.de")]
    [InlineData("Bearer abcdefghijkl0123")]
    public void What_is_found_is_never_spared_the_search(string secret)
    {
        Assert.NotEmpty(SecretDetector.In(secret));
        Assert.True(SecretDetector.MayHold(secret));
        Assert.False(SecretDetector.MayHold("""{"total":12.5,"at":"2026-11-29T18:00:00Z","order":123456789012}"""));
    }

    [GeneratedRegex("[0-9](?:[ -]?[0-9]){12,}", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
