using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class CallDifferenceTests
{
    private static readonly IncidentEvent[] Recorded =
    [
        Call("GET", "http://stock.test/items/1"),
        Call("POST", "http://pay.test/charge?currency=eur", """{"amount":1,"items":[{"price":5}]}"""),
        Call("POST", "http://pay.test/charge?currency=eur", """{"amount":1,"items":[{"price":7}]}"""),
        Call("POST", "http://pay.test/refund", "{}"),
        Call("PUT", "http://pay.test/charge", "{}"),
    ];

    [Theory]
    [InlineData("DELETE", "http://stock.test/items/1", "", 0, "method", "GET", "DELETE")]
    [InlineData("GET", "http://mail.test/items/1", "", 0, "host", "stock.test:80", "mail.test:80")]
    [InlineData("GET", "http://stock.test/items/2", "", 0, "path", "/items/1", "/items/2")]
    [InlineData("POST", "http://pay.test/charge?currency=usd", "{}", 1, "query/currency", "eur", "usd")]
    [InlineData("POST", "http://pay.test/refund?force", "{}", 3, "query/force", "(absent)", "")]
    [InlineData("POST", "http://pay.test/charge?currency=eur", """{"amount":1,"items":[{"price":6}]}""", 1, "body/items/0/price", "5", "6")]
    [InlineData("POST", "http://pay.test/charge?currency=eur", """{"amount":1,"items":[{"price":7}],"x":1}""", 2, "body/x", "(absent)", "1")]
    [InlineData("POST", "http://pay.test/refund", "oops", 3, "body", "JSON: {}", "not JSON: oops")]
    [InlineData("POST", "http://pay.test/refund", "{}", 3, "call", "no further call like this", "one more")]
    public void The_nearest_recorded_call_and_the_first_difference_are_named(
        string method, string url, string body, int nearest, string location, string expected, string got)
    {
        RecordedTarget target = RecordedTarget.Of(Call(method, url));
        var request = new DependencyRequest
        {
            Method = method,
            Scheme = target.Scheme,
            Authority = target.Authority,
            PathAndQuery = target.PathAndQuery,
            Headers = HeaderMap.Of(("Content-Type", "application/json")),
            Body = Encoding.UTF8.GetBytes(body),
        };

        CallDifference? difference = CallDifference.Nearest(request, Recorded, TraceNoise.None);

        Assert.Equal(new CallDifference(Recorded[nearest], location, expected, got), difference);
        Assert.Equal(difference, CallDifference.Describe(Recorded[nearest], request, TraceNoise.None));
    }

    [Fact]
    public void With_nothing_recorded_there_is_nothing_near()
    {
        var request = new DependencyRequest { Method = "GET", Scheme = "http", Authority = "a", PathAndQuery = "/" };

        Assert.Null(CallDifference.Nearest(request, [], TraceNoise.None));
    }

    private static IncidentEvent Call(string method, string url, string body = "") => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = default,
        Method = method,
        Url = url,
        Headers = HeaderMap.Of(("Content-Type", "application/json")),
        Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body)),
        ResponseCaptured = true,
    };
}
