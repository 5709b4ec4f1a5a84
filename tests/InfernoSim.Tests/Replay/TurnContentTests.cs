using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Tests.Replay;

/// <summary>A stream of gRPC is sent to the service as its client sent it: what waited for an answer waits.</summary>
public sealed class TurnContentTests
{
    private static readonly byte[] First = GrpcEcho.Frame("one");
    private static readonly byte[] Body = [.. First, .. GrpcEcho.Frame("three")];

    [Fact]
    public async Task A_message_is_sent_once_as_many_have_come_as_had_come_before_it()
    {
        using var content = new TurnContent(Body, [new(1, 1)]);
        using var sent = new MemoryStream();
        Task sending = content.CopyToAsync(sent);

        content.Begin();
        content.Take(GrpcEcho.Frame("an answer").AsSpan(0, 7));
        byte[] before = sent.ToArray();
        content.Take(GrpcEcho.Frame("an answer").AsSpan(7));
        await sending.WaitAsync(Patience.Limit);

        Assert.Equal(First, before);
        Assert.Equal(Body, sent.ToArray());
    }

    [Fact]
    public async Task The_end_of_a_request_may_wait_for_the_head_of_the_response()
    {
        using var content = new TurnContent(Body, [new(2, 0)]);
        using var sent = new MemoryStream();
        Task sending = content.CopyToAsync(sent);

        bool hasEnded = sending.IsCompleted;
        content.Begin();
        await sending.WaitAsync(Patience.Limit);

        Assert.False(hasEnded);
        Assert.Equal(Body, sent.ToArray());
    }

    [Fact]
    public async Task Where_no_answer_comes_any_more_nothing_is_waited_for()
    {
        var content = new TurnContent(Body, [new(1, 5)]);
        using var sent = new MemoryStream();
        Task sending = content.CopyToAsync(sent);

        content.Begin();
        content.Dispose();

        await sending.WaitAsync(Patience.Limit);
    }
}
