using InfernoSim.LiveState;

namespace InfernoSim.Tests.LiveState;

public class TokenTextTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";

    [Theory]
    [InlineData("{\"id\":\"a+b/c==\"}", "Json", "a+b/c==", "x/y+z=", "{\"id\":\"x/y+z=\"}")]
    [InlineData("{\"id\":\"a\\u002Bb/c==\"}", "Json", "a+b/c==", "x/y+z=", "{\"id\":\"x/y\\u002Bz=\"}")]
    [InlineData("{\"id\":\"a+b\\/c==\"}", "Json", "a+b/c==", "x/y+z=", "{\"id\":\"x\\/y+z=\"}")]
    [InlineData("/o/a%2Bb%2Fc%3D%3D?t=a%2Bb%2Fc%3D%3D", "Url", "a+b/c==", "x/y+z=", "/o/x%2Fy%2Bz%3D?t=x%2Fy%2Bz%3D")]
    [InlineData("to=%2Forders%2F" + Id + "&x=1", "Url", Id, "N", "to=%2Forders%2FN&x=1")]
    [InlineData("Bearer " + Id, "Plain", Id, "N", "Bearer N")]
    [InlineData("\"" + Id + "\"", "Plain", Id, "N", "\"N\"")]
    [InlineData("/orders/" + Id + ".json", "Url", Id, "N", "/orders/N.json")]
    [InlineData("{\"n\":48151623,\"m\":148151623,\"f\":48151623.5}", "Json", "48151623", "7", "{\"n\":7,\"m\":148151623,\"f\":48151623.5}")]
    [InlineData("{\"t\":\"x\\n" + Id + "\"}", "Json", Id, "N", "{\"t\":\"x\\nN\"}")]
    public void A_value_is_replaced_where_it_is_whole_and_written_as_its_text_requires(string text, string kind, string from, string to, string expected)
    {
        Assert.Equal(expected, Replace(text, Enum.Parse<TextKind>(kind), (from, to)));
    }

    [Theory]
    [InlineData("x" + Id)]
    [InlineData(Id + "9")]
    [InlineData("nothing of it")]
    [InlineData("")]
    public void A_part_of_a_longer_token_stays_and_the_text_is_not_copied(string text)
    {
        Assert.Same(text, Replace(text, TextKind.Plain, (Id, "N")));
    }

    [Theory]
    [InlineData("12-34", "12-34")]
    [InlineData("12_3 12", "12_3 N")]
    [InlineData("1.12 12.5 12", "1.12 12.5 N")]
    [InlineData("12.", "N.")]
    [InlineData("of 12.", "of N.")]
    [InlineData("12.a", "12.a")]
    public void A_number_is_whole_where_no_other_number_or_name_goes_on(string text, string expected)
    {
        Assert.Equal(expected, Replace(text, TextKind.Plain, ("12", "N")));
    }

    [Fact]
    public void In_an_address_a_value_is_found_as_it_is_and_escaped()
    {
        Assert.Equal("/o/N=~?t=N%3D~", Replace("/o/ab12=~?t=ab12%3D~", TextKind.Url, ("ab12=~", "N=~")));
        Assert.Equal("go to /a%2Fb or a/b", Replace("go to /x%2Fy or x/y", TextKind.Plain, ("x/y", "a/b")));
    }

    [Fact]
    public void Several_values_are_replaced_at_once_so_that_two_may_change_places()
    {
        Assert.Equal("{\"a\":\"first22222\",\"b\":\"second1111\"}", Replace("{\"a\":\"second1111\",\"b\":\"first22222\"}", TextKind.Json, ("first22222", "second1111"), ("second1111", "first22222")));
    }

    [Fact]
    public void Of_two_values_at_one_place_the_longer_one_is_meant()
    {
        Assert.Equal("L S", Replace("abc.defghij abc", TextKind.Plain, ("abc", "S"), ("abc.defghij", "L")));
    }

    private static string Replace(string text, TextKind kind, params (string From, string To)[] pairs) =>
        TokenText.Replace(text, [.. pairs.Select(pair => new TokenPair(pair.From, pair.To, pair.From.All(char.IsAsciiDigit)))], kind);
}
