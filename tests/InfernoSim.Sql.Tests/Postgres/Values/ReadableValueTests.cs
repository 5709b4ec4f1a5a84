using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;

namespace InfernoSim.Sql.Tests.Postgres.Values;

/// <summary>The bytes are those that the send functions of a PostgreSQL 15 server give for the values.</summary>
public class ReadableValueTests
{
    [Theory]
    [InlineData(16, "01", "true")]
    [InlineData(21, "ffff", "-1")]
    [InlineData(23, "00000007", "7")]
    [InlineData(20, "7fffffffffffffff", "9223372036854775807")]
    [InlineData(26, "ffffffff", "4294967295")]
    [InlineData(25, "c3bc20e282ac", "\"ü €\"")]
    [InlineData(25, "", "\"\"")]
    [InlineData(700, "3fc00000", "1.5")]
    [InlineData(701, "3fb999999999999a", "0.1")]
    [InlineData(701, "7e37e43c8800759c", "1E+300")]
    [InlineData(701, "8000000000000000", "-0")]
    [InlineData(701, "fff0000000000000", "\"-Infinity\"")]
    [InlineData(2950, "11111111222233334444555555555555", "\"11111111-2222-3333-4444-555555555555\"")]
    [InlineData(3802, "017b2261223a20312e35307d", "\"{\\\"a\\\": 1.50}\"")]
    [InlineData(17, "deadbeef", "\"3q2+7w==\"")]
    [InlineData(1082, "00002551", "\"2026-02-26\"")]
    [InlineData(1082, "7fffffff", "\"infinity\"")]
    [InlineData(1083, "000000141dcfbee0", "\"23:59:59.5\"")]
    [InlineData(1184, "0003045e9c233b00", "\"2026-11-29T01:02:03.123456Z\"")]
    [InlineData(1184, "0380e70b913b7fff", "\"9999-12-31T23:59:59.999999Z\"")]
    [InlineData(1114, "fffffffffff0bdc0", "\"1999-12-31T23:59:59\"")]
    [InlineData(1114, "8000000000000000", "\"-infinity\"")]
    [InlineData(1700, "0002000000000004000c1388", "12.5000")]
    [InlineData(1700, "0001ffff400000040001", "-0.0001")]
    [InlineData(1700, "0000000000000002", "0.00")]
    [InlineData(1700, "00010001000000000001", "10000")]
    [InlineData(1700, "00010002000000000001", "100000000")]
    [InlineData(1700, "0009000700000006000c0d801ed204d2162e23340d801ed20001", null)]
    [InlineData(1700, "00000000c0000000", "\"NaN\"")]
    [InlineData(1700, "00000000d0000020", "\"Infinity\"")]
    [InlineData(1007, "00000001000000010000001700000003000000010000000400000001ffffffff0000000400000004", "[1,null,4]")]
    [InlineData(1009, "0000000100000001000000190000000300000001000000016100000003622063ffffffff", "[\"a\",\"b c\",null]")]
    [InlineData(1009, "000000000000000000000019", "[]")]
    public void A_binary_value_is_readable_and_comes_back_to_the_byte(int type, string hex, string? readable)
    {
        byte[] value = Convert.FromHexString(hex);

        string json = Write((uint)type, ValueFormat.Binary, value);

        Assert.DoesNotContain("base64", json, StringComparison.Ordinal);
        Assert.Equal(readable ?? json, json);
        Assert.Equal(value, Read((uint)type, ValueFormat.Binary, json));
    }

    [Theory]
    [InlineData(1186, "00000001b81ee6000000000100000000")] // an interval
    [InlineData(701, "7ff8000000000000")] // what is no number has many forms in binary
    [InlineData(1083, "000000141dd76000")] // 24:00
    [InlineData(1184, "7fffe29909c76000")] // the year 294276
    [InlineData(1114, "fd0f7cc1411fa000")] // before Christ
    [InlineData(1007, "000000020000000000000017000000020000000100000002000000010000000400000001000000040000000200000004000000030000000400000004")] // two dimensions
    [InlineData(1007, "000000010000000000000017000000020000000000000004000000050000000400000006")] // counted from 0
    [InlineData(25, "ff")] // no UTF-8
    [InlineData(23, "0007")] // no int4
    [InlineData(3802, "027b7d")] // another version of jsonb
    [InlineData(16402, "706c6163656400")] // a type of the database's own
    public void A_value_that_has_no_readable_form_comes_back_to_the_byte_all_the_same(int type, string hex)
    {
        byte[] value = Convert.FromHexString(hex);

        string json = Write((uint)type, ValueFormat.Binary, value);

        Assert.Contains("base64", json, StringComparison.Ordinal);
        Assert.Equal(value, Read((uint)type, ValueFormat.Binary, json));
    }

    [Theory]
    [InlineData("12.50")]
    [InlineData("")]
    [InlineData("{1,NULL,\"a b\"}")]
    [InlineData("2026-11-29 01:02:03.123456+00")]
    public void A_value_in_text_format_is_the_text(string text)
    {
        string json = Write(1700, ValueFormat.Text, Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, JsonDocument.Parse(json).RootElement.GetString());
        Assert.Equal(Encoding.UTF8.GetBytes(text), Read(1700, ValueFormat.Text, json));
    }

    [Fact]
    public void Null_is_null_in_every_type()
    {
        Assert.Equal("null", Write(23, ValueFormat.Binary, null));
        Assert.Null(Read(23, ValueFormat.Binary, "null"));
    }

    [Theory]
    [InlineData(23, "\"twelve\"")]
    [InlineData(2950, "\"no uuid\"")]
    [InlineData(1007, "[1,\"b\"]")]
    public void A_value_that_is_none_of_its_type_is_refused_with_the_value(int type, string json)
    {
        var refusal = Assert.Throws<FormatException>(() => Read((uint)type, ValueFormat.Binary, json));

        Assert.Contains(json, refusal.Message, StringComparison.Ordinal);
    }

    private static string Write(uint type, ValueFormat format, byte[]? value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            ReadableValue.Write(json, type, format, value);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static byte[]? Read(uint type, ValueFormat format, string json) => WireValue.Of(type, format, JsonDocument.Parse(json).RootElement);
}
