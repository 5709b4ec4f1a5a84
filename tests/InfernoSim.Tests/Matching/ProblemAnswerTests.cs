using System.Text;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class ProblemAnswerTests
{
    [Fact]
    public void It_says_what_happened_in_the_order_given_and_leaves_out_what_is_not_known()
    {
        DependencyAnswer answer = ProblemAnswer.Of(502, "It failed.", ("call", "GET http://b.test/"), ("nearest", null), ("reason", "\"quoted\""));

        Assert.Equal(502, answer.Status);
        Assert.Equal(["application/problem+json"], answer.Headers.Values("Content-Type"));
        Assert.Equal("""{"title":"It failed.","call":"GET http://b.test/","reason":"\u0022quoted\u0022"}""", Encoding.UTF8.GetString(answer.Body.Span));
    }

    [Theory]
    [InlineData("timeout: b.test", 504, """{"title":"The dependency did not answer in time.","error":"timeout: b.test"}""")]
    [InlineData("connection_refused: b.test", 502, """{"title":"The dependency could not be reached.","error":"connection_refused: b.test"}""")]
    public void A_gateway_failure_has_the_same_bytes_whenever_it_is_made(string error, int status, string body)
    {
        DependencyAnswer answer = GatewayFailure.ToAnswer(error);

        Assert.Equal(status, answer.Status);
        Assert.Equal(body, Encoding.UTF8.GetString(answer.Body.Span));
    }
}
