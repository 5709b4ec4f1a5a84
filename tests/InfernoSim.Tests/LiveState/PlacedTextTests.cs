using System.Text;
using InfernoSim.LiveState;

namespace InfernoSim.Tests.LiveState;

public class PlacedTextTests
{
    [Theory]
    [InlineData("/orders/48210077", "/orders/1", "/orders/48210077")]
    [InlineData("/orders/48210077", "/seats/1", "/seats/1")]
    [InlineData("order 48210077 of 1 seats", "order 1 of 1 seats", "order 48210077 of 1 seats")]
    [InlineData("48210077", "1", "48210077")]
    [InlineData("48210077", "1.5", "1.5")]
    [InlineData("48210077", "11", "11")]
    [InlineData("7 seats", "1 seats", "1 seats")]
    [InlineData("/orders/48210077/items/2", "/orders/1/items/1", "/orders/48210077/items/1")]
    public void A_common_value_is_replaced_only_where_the_recording_has_its_value(string recorded, string live, string expected)
    {
        Assert.Equal(expected, PlacedText.Replace(live, [recorded], [new TokenPair("1", "48210077", IsNumber: true)]));
    }

    [Fact]
    public void Of_two_recorded_values_with_the_same_live_one_each_is_put_where_the_recording_has_it()
    {
        TokenPair[] pairs = [new("3", "1", IsNumber: true), new("3", "2", IsNumber: true)];

        Assert.Equal("customer 1 has ticket 2", PlacedText.Replace("customer 3 has ticket 3", ["customer 1 has ticket 2"], pairs));
    }

    [Theory]
    [InlineData("""{"id":48210077,"seats":1}""", """{"id":1,"seats":1}""", """{"id":48210077,"seats":1}""")]
    [InlineData("""{"id":"48210077","seats":"1"}""", """{"id":"1","seats":"1"}""", """{"id":"48210077","seats":"1"}""")]
    [InlineData("""{"id":48210077}""", """{"id":"1"}""", null)]
    [InlineData("""[{"id":7},{"id":48210077}]""", """[{"id":1},{"id":7}]""", """[{"id":48210077},{"id":7}]""")]
    [InlineData("""{"self":"/orders/48210077","n":1}""", """{ "self": "/orders/1", "n": 1 }""", """{ "self": "/orders/48210077", "n": 1 }""")]
    [InlineData("""{"a":{"id":48210077},"b":{"id":1}}""", """{"a":{"id":1},"b":{"id":1}}""", """{"a":{"id":48210077},"b":{"id":1}}""")]
    public void In_JSON_it_is_replaced_at_its_members_alone(string recorded, string live, string? expected)
    {
        ReadOnlyMemory<byte>? replaced = PlacedJson.Replace(Encoding.UTF8.GetBytes(live), [Encoding.UTF8.GetBytes(recorded)], [new TokenPair("1", "48210077", IsNumber: true)]);

        Assert.Equal(expected, replaced is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
    }
}
