using System.Text;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Tests.LiveState;

public class RecordedFormTests
{
    [Theory]
    [InlineData("text/plain", "order 1 of many", "order 40617283 of many", "order 40617283 of many")]
    [InlineData("text/plain", "nothing is here", "order 40617283 of many", null)]
    [InlineData("application/json", "{\"n\":2}", "{\"order\":40617283}", null)]
    public void A_body_in_which_nothing_is_replaced_stays_as_it_is(string type, string live, string recorded, string? expected)
    {
        var form = new RecordedForm([new TokenPair("1", "40617283", IsNumber: true)]);
        BodyContent Body(string text) => BodyContent.Of(Encoding.UTF8.GetBytes(text), HeaderMap.Of(("Content-Type", type)));

        ReadOnlyMemory<byte>? replaced = form.Body(Body(live), [Body(recorded)]);

        Assert.Equal(expected, replaced is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
    }
}
