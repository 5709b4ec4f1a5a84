using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Protocol;

public class ExtendedMessagesTests
{
    [Fact]
    public void A_bind_has_the_format_of_each_value_and_tells_null_from_empty()
    {
        byte[] content = ContentOf(new SentMessages().Add('B', "p", "s", (short)2, (short)1, (short)0, (short)3, 1, new byte[] { 7 }, 0, -1, (short)1, (short)1));

        var bind = BindMessage.Read(content);

        Assert.Equal(("p", "s"), (bind.Portal, bind.Statement));
        Assert.Equal([ValueFormat.Binary, ValueFormat.Text], [bind.Formats[0], bind.Formats[1]]);
        Assert.Equal([7], bind.Values[0]);
        Assert.Empty(bind.Values[1]!);
        Assert.Null(bind.Values[2]);
        Assert.Equal(ValueFormat.Binary, bind.ResultFormats[5]);
    }

    [Fact]
    public void A_message_that_ends_before_its_fields_is_refused_with_what_is_missing()
    {
        byte[] content = ContentOf(new SentMessages().Add('B', "p", "s", (short)0, (short)1, 10, new byte[] { 1, 2 }));

        var refusal = Assert.Throws<PostgresProtocolException>(() => BindMessage.Read(content));

        Assert.Contains("8 bytes before", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_that_is_neither_text_nor_binary_is_refused() =>
        Assert.Throws<PostgresProtocolException>(() => BindMessage.Read(ContentOf(new SentMessages().Add('B', "", "", (short)1, (short)2, (short)0, (short)0))));

    [Fact]
    public void A_text_that_was_cut_is_read_as_far_as_it_goes()
    {
        byte[] content = ContentOf(new SentMessages().Parse("s", "select 'a long text'"));

        var parse = ParseMessage.Read(content.AsSpan(0, 10), isCut: true);

        Assert.Equal(("s", "select 'a"[..8]), (parse.Statement, parse.Text));
    }

    private static byte[] ContentOf(SentMessages message) => message.Bytes[5..];
}
