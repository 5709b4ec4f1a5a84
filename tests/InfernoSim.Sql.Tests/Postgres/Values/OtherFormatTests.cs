using System.Text;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;

namespace InfernoSim.Sql.Tests.Postgres.Values;

public class OtherFormatTests
{
    [Theory]
    [InlineData(16, "true", "t")]
    [InlineData(16, "false", "f")]
    [InlineData(17, "\"3q2+7w==\"", "\\xdeadbeef")]
    [InlineData(17, "\"\"", "\\x")]
    [InlineData(20, "9223372036854775807", "9223372036854775807")]
    [InlineData(21, "-1", "-1")]
    [InlineData(23, "7", "7")]
    [InlineData(25, "\"ü €\"", "ü €")]
    [InlineData(701, "0.1", "0.1")]
    [InlineData(701, "1E+20", "1e+20")]
    [InlineData(1082, "\"2026-11-29\"", "2026-11-29")]
    [InlineData(1083, "\"01:02:03.5\"", "01:02:03.5")]
    [InlineData(1114, "\"2026-11-29T01:02:03.123456\"", "2026-11-29 01:02:03.123456")]
    [InlineData(1184, "\"2026-11-29T01:02:03Z\"", "2026-11-29 01:02:03+00")]
    [InlineData(1184, "\"-infinity\"", "-infinity")]
    [InlineData(1700, "12.5000", "12.5000")]
    [InlineData(1700, "\"NaN\"", "NaN")]
    [InlineData(2950, "\"11111111-2222-3333-4444-555555555555\"", "11111111-2222-3333-4444-555555555555")]
    [InlineData(3802, "\"{\\\"a\\\": 1}\"", "{\"a\": 1}")]
    [InlineData(1007, "[]", "{}")]
    [InlineData(1007, "[1,null,-3]", "{1,NULL,-3}")]
    [InlineData(1009, "[\"a\",\"b c\",\"\",\"null\",\"x,y\",\"{z}\",\"q\\\"\\\\\"]", "{a,\"b c\",\"\",\"null\",\"x,y\",\"{z}\",\"q\\\"\\\\\"}")]
    [InlineData(1000, "[true,false]", "{t,f}")]
    [InlineData(1001, "[\"3q2+7w==\"]", "{\"\\\\xdeadbeef\"}")]
    [InlineData(1185, "[\"2026-11-29T01:02:03Z\"]", "{\"2026-11-29 01:02:03+00\"}")]
    [InlineData(1231, "[12.5000,\"NaN\"]", "{12.5000,NaN}")]
    public void A_value_says_the_same_in_both_formats(uint type, string binary, string text)
    {
        using JsonDocument recorded = JsonDocument.Parse(binary);
        byte[]? wire = WireValue.Of(type, ValueFormat.Binary, recorded.RootElement);

        Assert.Equal(text, Encoding.UTF8.GetString(OtherFormat.Of(type, ValueFormat.Binary, recorded.RootElement)!));
        Assert.Equal(wire, OtherFormat.Of(type, ValueFormat.Text, JsonSerializer.SerializeToElement(text)));
    }

    [Theory]
    [InlineData("2026-11-29 06:32:03+05:30")]
    [InlineData("2026-11-28 17:02:03-08")]
    public void An_instant_may_be_told_in_any_zone(string text)
    {
        using JsonDocument utc = JsonDocument.Parse("\"2026-11-29T01:02:03Z\"");

        Assert.Equal(WireValue.Of(1184, ValueFormat.Binary, utc.RootElement), OtherFormat.Of(1184, ValueFormat.Text, JsonSerializer.SerializeToElement(text)));
    }

    [Theory]
    [InlineData(23, "\"seven\"")]
    [InlineData(17, "\"\\\\000\"")]
    [InlineData(1184, "\"Sun 29 Nov 01:02:03 2026 UTC\"")]
    [InlineData(1184, "\"0044-03-15 00:00:00+00 BC\"")]
    [InlineData(25, "{\"base64\":\"/w==\"}")]
    [InlineData(1007, "\"{{1,2},{3,4}}\"")]
    [InlineData(1007, "\"[0:1]={1,2}\"")]
    [InlineData(1007, "\"{1,two}\"")]
    [InlineData(1009, "\"{a\\\"b}\"")]
    [InlineData(1009, "\"{\\\"a}\"")]
    [InlineData(1009, "\"{\\\"a\\\"b}\"")]
    public void What_cannot_be_told_in_the_other_format_is_refused(uint type, string text)
    {
        using JsonDocument recorded = JsonDocument.Parse(text);

        Assert.Throws<FormatException>(() => OtherFormat.Of(type, ValueFormat.Text, recorded.RootElement));
    }

    [Fact]
    public void Null_is_null_in_both() => Assert.Null(OtherFormat.Of(23, ValueFormat.Text, JsonSerializer.SerializeToElement<string?>(null)));
}
