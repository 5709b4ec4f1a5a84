using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Tests.WebSockets;

namespace InfernoSim.Tests.Recording;

public class SpokenStreamTests
{
    private const int Limit = 100_000;

    [Fact]
    public void What_passes_while_the_caller_blocks_is_taken_down_as_well()
    {
        ConversationRecorder conversation = NewConversation(memory: null);
        var connection = new MemoryStream();
        connection.Write([.. Frames.Text("hi"), .. Frames.Text("you")]);
        connection.Position = 0;
        using var stream = new SpokenStream(connection, new SpokenSide(conversation, isServer: false, null), new SpokenSide(conversation, isServer: true, null), closed: null);
        byte[] buffer = new byte[3];
        byte[] said = Frames.Text("bye", isMasked: true);

        while (stream.Read(buffer, 0, buffer.Length) > 0)
        {
        }

        stream.Write(said, 0, said.Length);

        (RecordedBody client, RecordedBody server, IReadOnlyList<MessageTime> times) = conversation.Peek();
        Assert.Equal("""{"1":{"text":"bye"}}""", Text(client));
        Assert.Equal("""{"1":{"text":"hi"},"2":{"text":"you"},"3":{"close":1006}}""", Text(server));
        Assert.Equal([1, 2, 3, 3], times.Select(time => time.Came));
    }

    [Fact]
    public void A_message_under_way_takes_memory_and_gives_it_back()
    {
        var memory = new LimitedMemory(10_000);
        ConversationRecorder conversation = NewConversation(memory);
        var side = new SpokenSide(conversation, isServer: true, null);
        byte[] frame = Frames.Text(new string('x', 4000));
        side.Say(frame.AsSpan(0, 3000));
        int during = memory.Taken;
        side.Say(frame.AsSpan(3000));
        int after = memory.Taken;

        conversation.Release();

        Assert.InRange(during, 2900, 10_000);
        Assert.InRange(after, 1, 1000);
        Assert.Equal(0, memory.Taken);
        Assert.False(conversation.IsRefused);
    }

    [Fact]
    public void A_message_that_there_is_no_memory_for_is_refused_and_takes_none()
    {
        var memory = new LimitedMemory(1000);
        ConversationRecorder conversation = NewConversation(memory);
        var side = new SpokenSide(conversation, isServer: true, null);

        side.Say(Frames.Text(new string('x', 4000)).AsSpan(0, 3000));
        side.Say(Frames.Text("more"));

        Assert.True(conversation.IsRefused);
        Assert.Equal(0, memory.Taken);
    }

    private static ConversationRecorder NewConversation(IBodyMemory? memory) => new(new BodyRecorder(Limit), new BodyRecorder(Limit), Limit, memory, () => 1);

    private static string Text(RecordedBody body) => Encoding.UTF8.GetString(body.GetBytes().Span);

    private sealed class LimitedMemory(int limit) : IBodyMemory
    {
        public int Taken { get; private set; }

        public bool TryTake(int bytes)
        {
            bool fits = Taken + bytes <= limit;
            Taken += fits ? bytes : 0;
            return fits;
        }

        public void Return(int bytes) => Taken -= bytes;
    }
}
