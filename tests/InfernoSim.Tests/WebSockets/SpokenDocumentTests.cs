using System.Text;
using CsCheck;
using InfernoSim.Matching;
using InfernoSim.WebSockets;

namespace InfernoSim.Tests.WebSockets;

public class SpokenDocumentTests
{
    [Theory]
    [InlineData("""{"a": [1, 2.0]}""", """{"1":{"json":{"a": [1, 2.0]}}}""")]
    [InlineData("[]", """{"1":{"json":[]}}""")]
    [InlineData("{\"type\":1}\u001e{\"type\":6}\u001e", """{"1":{"records":[{"type":1},{"type":6}]}}""")]
    [InlineData("hello", """{"1":{"text":"hello"}}""")]
    [InlineData("", """{"1":{"text":""}}""")]
    [InlineData("42", """{"1":{"text":"42"}}""")]
    [InlineData(" {}", """{"1":{"text":" {}"}}""")]
    [InlineData("{}{}", """{"1":{"text":"{}{}"}}""")]
    [InlineData("{", """{"1":{"text":"{"}}""")]
    [InlineData("{a}", """{"1":{"text":"{a}"}}""")]
    [InlineData("a\"b\\\n\u00e9\u001e", """{"1":{"text":"a\"b\\\n\u00e9\u001E"}}""")]
    public void A_text_is_kept_as_the_JSON_that_it_is_or_as_text(string text, string document)
    {
        SpokenMessage message = new(MessageKind.Text, Encoding.UTF8.GetBytes(text));

        string written = Encoding.UTF8.GetString(SpokenDocument.Of([message]).Span);

        Assert.Equal(document.Replace("\\u00e9", "\u00e9", StringComparison.Ordinal), written);
        Assert.Equal([message], Read(written), (one, other) => one.IsSame(other));
    }

    [Fact]
    public void Messages_of_all_kinds_stand_by_their_numbers()
    {
        SpokenMessage[] messages =
        [
            new(MessageKind.Text, "a"u8.ToArray()),
            new(MessageKind.Binary, new byte[] { 0, 1 }),
            new(MessageKind.Close, "bye"u8.ToArray(), 4000),
        ];

        string written = Encoding.UTF8.GetString(SpokenDocument.Of(messages).Span);

        Assert.Equal("""{"1":{"text":"a"},"2":{"binary":"AAE="},"3":{"close":4000,"reason":"bye"}}""", written);
        Assert.Equal("{}", Encoding.UTF8.GetString(SpokenDocument.Of([]).Span));
        Assert.Equal("""{"1":{"close":1006}}""", Encoding.UTF8.GetString(SpokenDocument.Of([SpokenMessage.End]).Span));
    }

    [Fact]
    public void Any_messages_are_read_back() =>
        Gen.Select(Gen.Int[0, 2], Gen.String, Gen.Byte.Array[0, 50], Gen.Int[1000, 4999]).List[0, 8].Sample(drawn =>
        {
            SpokenMessage[] messages =
            [
                .. drawn.Select(one => one.Item1 switch
                {
                    0 => new SpokenMessage(MessageKind.Text, Encoding.UTF8.GetBytes(one.Item2)),
                    1 => new SpokenMessage(MessageKind.Binary, one.Item3),
                    _ => new SpokenMessage(MessageKind.Close, Encoding.UTF8.GetBytes(one.Item2), one.Item4),
                }),
            ];

            Assert.Equal(messages, Read(Encoding.UTF8.GetString(SpokenDocument.Of(messages).Span)), (one, other) => one.IsSame(other));
        }, iter: 300, threads: 2);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"1":1}""")]
    [InlineData("""{"1":{}}""")]
    [InlineData("""{"1":{"other":1}}""")]
    [InlineData("""{"1":{"text":1}}""")]
    [InlineData("""{"1":{"binary":"?"}}""")]
    [InlineData("""{"1":{"close":"x"}}""")]
    [InlineData("""{"1":{"close":70000}}""")]
    public void What_is_no_document_is_not_read(string text) => Assert.False(SpokenDocument.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_document_is_read_as_deep_as_it_is_compared(int depth, bool isRead)
    {
        byte[] document = Encoding.UTF8.GetBytes("""{"1":{"json":""" + new string('[', depth - 2) + new string(']', depth - 2) + "}}");

        Assert.Equal(isRead, SpokenDocument.TryRead(document, out _));
        Assert.Equal(isRead, JsonTree.TryParse(document, out JsonTree? tree));

        tree?.Dispose();
    }

    [Theory]
    [InlineData("/*/1/json", true)]
    [InlineData("/*/12/records", true)]
    [InlineData("/*/1/text", false)]
    [InlineData("/*/1/json/order", false)]
    [InlineData("/*/order/json", false)]
    [InlineData("/*/json", false)]
    [InlineData("/*", false)]
    public void Where_the_JSON_of_a_message_stands_is_known(string place, bool isJson) => Assert.Equal(isJson, SpokenDocument.IsJsonOfMessage(place));

    private static IReadOnlyList<SpokenMessage> Read(string document)
    {
        Assert.True(SpokenDocument.TryRead(Encoding.UTF8.GetBytes(document), out IReadOnlyList<SpokenMessage>? messages));
        return messages;
    }
}
