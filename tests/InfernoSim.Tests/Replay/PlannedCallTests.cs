using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class PlannedCallTests
{
    [Theory]
    [InlineData("body", "Content-Type, Trailer, X-Kind")]
    [InlineData("", "Content-Type, Content-Length, Trailer, X-Kind")]
    public void An_answer_has_the_recorded_fields_but_those_of_its_connection_and_announces_its_trailers(string body, string expected)
    {
        var recorded = new IncidentEvent
        {
            Type = IncidentEventType.OutboundCall,
            Timestamp = new IncidentTimestamp(0),
            Method = "GET",
            Url = "http://b.test/",
            Status = 200,
            ResponseCaptured = true,
            ResponseHeaders = HeaderMap.Of(
                ("Content-Type", "text/plain"), ("Content-Length", "4"), ("Transfer-Encoding", "chunked"), ("Connection", "close, X-Hop"), ("Keep-Alive", "timeout=5"), ("X-Hop", "1"), ("Upgrade", "h2c"), ("Trailer", "X-Sum"), ("X-Kind", "a")),
            ResponseTrailers = HeaderMap.Of(("X-Sum", "1")),
            ResponseBody = RecordedBody.FromBytes(System.Text.Encoding.UTF8.GetBytes(body)),
        };

        DependencyAnswer answer = new PlannedCall(recorded, 0, 0).Answer();

        Assert.Equal(expected, string.Join(", ", answer.Headers.Select(field => field.Key)));
        Assert.Equal(["1"], answer.Trailers.Values("X-Sum"));
    }
}
