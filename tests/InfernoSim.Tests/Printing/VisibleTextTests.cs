using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using InfernoSim.Printing;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Printing;

namespace InfernoSim.Tests.Printing;

public sealed class VisibleTextTests
{
    private static readonly JsonSerializerOptions AsReportsAre = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. HostileText.All.Keys];

    [Theory]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("a\r\nb", @"a\r\nb")]
    [InlineData("a\tb", @"a\tb")]
    [InlineData("\e[31m", @"\u001b[31m")]
    [InlineData("\a\u007f\u0085\u009b", @"\u0007\u007f\u0085\u009b")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("abc\u202edef", @"abc\u202edef")]
    [InlineData("\ufeffx", @"\ufeffx")]
    [InlineData("\U000E0041", @"\udb40\udc41")]
    [InlineData("::error::x", @"\u003a:error::x")]
    [InlineData("  ::error::x", @"  \u003a:error::x")]
    [InlineData("a ::error::x", "a ::error::x")]
    [InlineData("##[group]", @"#\u0023[group]")]
    [InlineData("a ##vso[task.complete]", @"a #\u0023vso[task.complete]")]
    [InlineData("###teamcity[x]", @"##\u0023teamcity[x]")]
    [InlineData("## heading [1]", "## heading [1]")]
    [InlineData("[::1]:80 Größe 日本語 😀", "[::1]:80 Größe 日本語 😀")]
    [InlineData(@"C:\new\table", @"C:\new\table")]
    public void A_line_shows_what_would_take_effect(string text, string shown) => Assert.Equal(shown, VisibleText.Line(text));

    [Fact]
    public void Half_a_character_is_shown() => Assert.Equal(@"a\ud83db\ude00", VisibleText.Line("a\ud83db\ude00"));

    [Theory]
    [InlineData("a\n\tb\r\nc\n", "a\n\tb\r\nc\n")]
    [InlineData("a\rb", @"a\rb")]
    [InlineData("a\n::error::b", "a\n\\u003a:error::b")]
    [InlineData("a\n  ::error::b", "a\n  \\u003a:error::b")]
    public void Lines_of_our_own_stay_lines(string text, string shown) => Assert.Equal(shown, VisibleText.Lines(text));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_text_is_one_harmless_line(string name)
    {
        string shown = VisibleText.Line("\n" + HostileText.All[name]);

        Assert.Null(Output.HarmIn(shown));
        Assert.DoesNotContain('\n', shown);
    }

    [Fact]
    public void What_is_harmless_stays_the_same_object()
    {
        string text = new([.. "GET /orders?id=1 at http://stock.test:80"]);

        Assert.Same(text, VisibleText.Line(text));
    }

    [Fact]
    public void Whatever_is_shown_is_harmless_and_shown_again_the_same() =>
        Gen.String.Sample(text =>
        {
            string line = VisibleText.Line(text);
            string lines = VisibleText.Lines(text);

            Assert.Null(Output.HarmIn(line));
            Assert.Null(Output.HarmIn(lines));
            Assert.DoesNotContain('\n', line);
            Assert.Equal((line, lines), (VisibleText.Line(line), VisibleText.Lines(lines)));
        });

    [Fact]
    public void Json_that_is_shown_says_the_same() =>
        Gen.Int[0, HostileText.All.Count - 1].Select(HostileText.All.Values.ElementAt).Array[1, 4].Select(string.Concat).Sample(text =>
        {
            string json = JsonSerializer.Serialize(new { text }, AsReportsAre);

            string shown = VisibleText.Lines(json);

            Assert.Null(Output.HarmIn(shown));
            Assert.Equal(text, JsonDocument.Parse(shown).RootElement.GetProperty("text").GetString());
        });
}
