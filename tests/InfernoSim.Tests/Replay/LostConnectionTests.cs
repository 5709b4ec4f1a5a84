using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Tests.Replay;

public class LostConnectionTests
{
    private static readonly PlannedExchange Exchange = new(
        new RecordedExchange
        {
            Index = 0,
            Request = new IncidentEvent { Type = IncidentEventType.InboundRequest, Timestamp = new IncidentTimestamp(1), Method = "GET", Url = "/" },
            Response = new IncidentEvent { Type = IncidentEventType.InboundResponse, Timestamp = new IncidentTimestamp(2), Status = 200 },
        },
        0,
        new ReplayOptions());

    [Fact]
    public void A_reset_is_the_same_whether_the_response_had_begun_or_not()
    {
        Assert.Equal(DigestOf(ResponseFailure.ConnectionReset), DigestOf(ResponseFailure.ResponseCutShort));
    }

    [Fact]
    public void A_refused_connection_is_not_a_reset_one()
    {
        Assert.NotEqual(DigestOf(ResponseFailure.ConnectionReset), DigestOf(ResponseFailure.ConnectionRefused));
    }

    private static UInt128 DigestOf(ResponseFailure failure) =>
        ResponseComparer.Compare(Exchange, new ObservedResponse { Failure = failure }, "aaaabbbbccccddddeeeeffff00001111").Digest;
}
