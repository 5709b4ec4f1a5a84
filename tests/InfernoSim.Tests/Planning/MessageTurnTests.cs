using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Tests.Planning;

/// <summary>Where a client of gRPC waited is known in messages, whatever their bytes are in a replay.</summary>
public sealed class MessageTurnTests
{
    private static readonly byte[] Said = [.. GrpcEcho.Frame("one"), .. GrpcEcho.Frame("three")];
    private static readonly byte[] Heard = [.. GrpcEcho.Frame("1"), .. GrpcEcho.Frame("22"), .. GrpcEcho.Frame("333")];

    [Fact]
    public void Bytes_are_whole_messages_of_which_one_that_is_cut_is_none()
    {
        DialogueTurn[] turns = [new(0, 0), new(8, 6), new(10, 15), new(18, 21)];

        Assert.Equal([new(0, 0), new(1, 1), new(1, 2), new(2, 3)], Of(Said, RecordedBody.FromBytes(Heard), turns));
    }

    [Fact]
    public void What_was_not_kept_of_a_response_is_not_waited_for() =>
        Assert.Equal([new(1, 1)], Of(Said, RecordedBody.FromBytes(Heard.AsMemory(0, 8), Heard.Length, truncated: true), [new(8, 21)]));

    [Fact]
    public void What_are_no_messages_is_sent_at_once() => Assert.Empty(Of([.. Said, 0, 0], RecordedBody.FromBytes(Heard), [new(8, 6)]));

    private static IReadOnlyList<MessageTurn> Of(byte[] said, RecordedBody heard, DialogueTurn[] turns) => MessageTurn.Of(new RecordedExchange
    {
        Index = 0,
        Request = Event(IncidentEventType.InboundRequest) with { Body = RecordedBody.FromBytes(said) },
        Response = Event(IncidentEventType.InboundResponse) with { Body = heard, Turns = turns },
    });

    private static IncidentEvent Event(IncidentEventType type) => new() { Type = type, Timestamp = new IncidentTimestamp(1_700_000_000_000_000_000) };
}
