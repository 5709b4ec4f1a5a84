using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class HopByHopTests
{
    [Theory]
    [InlineData("Connection")]
    [InlineData("keep-alive")]
    [InlineData("Proxy-Connection")]
    [InlineData("TE")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("HTTP2-Settings")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Proxy-Authenticate")]
    public void A_field_of_the_connection_is_one_in_every_message(string name)
    {
        Assert.True(HopByHop.IsAlways(name));
        Assert.True(HopByHop.Of([]).Contains(name));
        Assert.True(HopByHop.Of(["X-Other"]).Contains(name));
    }

    [Theory]
    [InlineData("Trailer")]
    [InlineData("Content-Length")]
    [InlineData("WWW-Authenticate")]
    [InlineData("Authorization")]
    [InlineData("Via")]
    public void A_field_for_every_recipient_is_not(string name) => Assert.False(HopByHop.IsAlways(name));

    [Fact]
    public void A_Connection_field_names_further_ones_for_its_message_alone()
    {
        var hopByHop = HopByHop.Of(["close, X-Hop", " x-second "]);

        Assert.True(hopByHop.Contains("x-hop"));
        Assert.True(hopByHop.Contains("X-Second"));
        Assert.False(hopByHop.Contains("X-Third"));
        Assert.False(HopByHop.IsAlways("X-Hop"));
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Content-Type")]
    public void A_Connection_field_cannot_take_away_what_a_message_is_understood_by(string name) =>
        Assert.False(HopByHop.Of([$"close, {name}"]).Contains(name));

    [Fact]
    public void A_call_is_compared_and_searched_for_values_without_the_fields_of_its_connection()
    {
        HeaderMap headers = HeaderMap.Of(("X-Kept", "kept-7f3a"), ("Connection", "X-Hop, Upgrade"), ("X-Hop", "hop-7f3a"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk"));

        Assert.Equal(["X-Kept"], CallHeaders.Of(headers, OwnIds.None).All.Select(header => header.Name));
        Assert.All(MessageValues.OfHeaders(headers), value => Assert.DoesNotContain("hop", value.Text, StringComparison.Ordinal));
        Assert.Equal(["X-Kept"], HopByHop.Remove(headers).Select(field => field.Key));
    }
}
