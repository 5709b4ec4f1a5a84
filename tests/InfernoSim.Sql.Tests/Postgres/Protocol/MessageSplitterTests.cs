using System.Text;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Protocol;

public class MessageSplitterTests
{
    private static readonly byte[] Three = new SentMessages().Query("select 1").Sync().Add('X').Bytes;

    [Fact]
    public void Messages_are_found_wherever_their_bytes_are_cut()
    {
        for (int piece = 1; piece <= Three.Length; piece++)
        {
            var found = new FoundMessages();
            var splitter = new MessageSplitter(found, 1000);

            foreach (byte[] bytes in Three.Chunk(piece))
            {
                splitter.Take(bytes);
            }

            Assert.Equal(["Q select 1\0 of 9", "S  of 0", "X  of 0"], found.All);
        }
    }

    [Fact]
    public void No_more_of_a_message_is_kept_than_asked_and_the_next_one_is_found_all_the_same()
    {
        var found = new FoundMessages();

        new MessageSplitter(found, 3).Take(new SentMessages().Query("select 1").Query("ab").Bytes);

        Assert.Equal(["Q sel of 9", "Q ab\0 of 3"], found.All);
    }

    [Fact]
    public void Nothing_is_kept_of_a_password()
    {
        var found = new FoundMessages();

        new MessageSplitter(found, 1000).Take(new SentMessages().Add('p', "secret").Sync().Bytes);

        Assert.Equal(["p  of 7", "S  of 0"], found.All);
    }

    [Fact]
    public void A_message_that_is_shorter_than_its_own_length_is_refused_by_its_type()
    {
        var splitter = new MessageSplitter(new FoundMessages(), 1000);

        var refusal = Assert.Throws<PostgresProtocolException>(() => splitter.Take("Q\0\0\0\x03"u8));

        Assert.Contains("'Q' cannot be 3 bytes long", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_message_at_all_is_refused_as_a_start_up_message()
    {
        var splitter = new MessageSplitter(new FoundMessages(), 1000, startsUntyped: true);

        Assert.Throws<PostgresProtocolException>(() => splitter.Take("GET / HTTP/1.1\r\n"u8));
    }

    private sealed class FoundMessages : IMessageSink
    {
        public List<string> All { get; } = [];

        public bool Wants(byte type) => type != FrontendMessage.Password;

        public void Message(byte type, ReadOnlySpan<byte> content, int size) => All.Add($"{(char)type} {Encoding.UTF8.GetString(content)} of {size}");
    }
}
