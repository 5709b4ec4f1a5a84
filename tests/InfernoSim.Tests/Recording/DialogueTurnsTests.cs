using InfernoSim.Recording;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Tests.Recording;

/// <summary>Where a client of a gRPC service waited is told in messages, whatever their bytes will be.</summary>
public sealed class DialogueTurnsTests
{
    private static readonly byte[] Said = [.. GrpcEcho.Frame("one"), .. GrpcEcho.Frame("three")];
    private static readonly byte[] Heard = [.. GrpcEcho.Frame("1"), .. GrpcEcho.Frame("22"), .. GrpcEcho.Frame("333")];

    [Fact]
    public void Bytes_are_whole_messages_of_which_one_that_is_cut_is_none()
    {
        DialogueTurns turns = Take((0, 0), (8, 6), (10, 15), (18, 21));

        Assert.Equal([new(0, 0), new(1, 1), new(1, 2), new(2, 3)], turns.SealInMessages(Said, Heard));
    }

    [Fact]
    public void What_was_not_kept_of_a_response_is_not_waited_for() => Assert.Equal([new(1, 1)], Take((8, 21)).SealInMessages(Said, Heard.AsMemory(0, 8)));

    [Fact]
    public void What_are_no_messages_has_no_turns() => Assert.Empty(Take((8, 6)).SealInMessages((byte[])[.. Said, 0, 0], Heard));

    [Fact]
    public void Nobody_waits_for_a_response_that_is_over()
    {
        var turns = new DialogueTurns();
        turns.Came(6);
        turns.CameAll();
        turns.Sent(8);

        Assert.Empty(turns.Seal());
    }

    [Fact]
    public void Who_never_ends_a_request_has_waited_for_all_that_came()
    {
        var turns = new DialogueTurns();
        turns.Sent(8);
        turns.Came(6);
        turns.CameAll();

        Assert.Equal([new(1, 1)], turns.SealInMessages(Said.AsMemory(0, 8), Heard.AsMemory(0, 6)));
    }

    private static DialogueTurns Take(params (long Sent, long Came)[] turns)
    {
        var taken = new DialogueTurns();
        foreach ((long sent, long came) in turns)
        {
            if (sent > 0)
            {
                taken.Sent(sent);
            }

            taken.Came(came);
        }

        taken.SentAll();
        return taken;
    }
}
