using System.Buffers;
using System.Text;
using System.Text.Json;
using InfernoSim.Statements;

namespace InfernoSim.Tests.Statements;

public class SqlValuesTests
{
    public static TheoryData<object, string> Values => new()
    {
        { true, "true" },
        { (byte)200, "200" },
        { (sbyte)-1, "-1" },
        { short.MinValue, "-32768" },
        { ushort.MaxValue, "65535" },
        { int.MinValue, "-2147483648" },
        { uint.MaxValue, "4294967295" },
        { long.MaxValue, "9223372036854775807" },
        { ulong.MaxValue, "18446744073709551615" },
        { 0.1f, "0.1" },
        { 0.1, "0.1" },
        { -0.0, "-0" },
        { double.Epsilon, "5E-324" },
        { double.NaN, "\"NaN\"" },
        { double.PositiveInfinity, "\"Infinity\"" },
        { float.NegativeInfinity, "\"-Infinity\"" },
        { 1.50m, "1.50" },
        { decimal.MaxValue, "79228162514264337593543950335" },
        { 0.0000000000000000000000000001m, "0.0000000000000000000000000001" },
        { 'ä', "\"ä\"" },
        { "", "\"\"" },
        { "line\nend \u0000 \"quoted\" 😀", "\"line\\nend \\u0000 \\\"quoted\\\" \\uD83D\\uDE00\"" },
        { Guid.Parse("3F2504E0-4F89-11D3-9A0C-0305E82C3301"), "\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\"" },
        { new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(1234567), "\"2026-11-29T01:02:03.1234567Z\"" },
        { new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Unspecified), "\"2026-11-29T01:02:03.0000000\"" },
        { new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(5.5)).AddTicks(1), "\"2026-11-29T01:02:03.0000001+05:30\"" },
        { new DateOnly(2026, 11, 29), "\"2026-11-29\"" },
        { new TimeOnly(23, 59, 59).Add(TimeSpan.FromTicks(1)), "\"23:59:59.0000001\"" },
        { TimeSpan.FromDays(-1.5), "\"-1.12:00:00\"" },
        { new byte[] { 0, 255, 10 }, "\"AP8K\"" },
        { Array.Empty<byte>(), "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_comes_back_exactly(object value, string written)
    {
        string json = Write(value);

        object back = SqlValues.Read(JsonElement.Parse(json), SqlValues.TypeOf(value));

        Assert.Equal(written, json);
        Assert.Equal(value, back);
        Assert.Equal(value.GetType(), back.GetType());
        Assert.Equal(value.GetType(), SqlValues.ClrTypeOf(SqlValues.TypeOf(value)));
        if (value is decimal number)
        {
            Assert.Equal(decimal.GetBits(number), decimal.GetBits((decimal)back));
        }

        if (value is DateTime time)
        {
            Assert.Equal(time.Kind, ((DateTime)back).Kind);
        }

        if (value is DateTimeOffset offset)
        {
            Assert.Equal(offset.Offset, ((DateTimeOffset)back).Offset);
        }
    }

    [Theory]
    [InlineData("String")]
    [InlineData("NotKnown")]
    public void Null_is_null_of_any_type(string type) => Assert.Same(DBNull.Value, SqlValues.Read(JsonElement.Parse("null"), type));

    [Fact]
    public void A_value_of_a_type_that_is_not_known_is_refused_when_it_is_read_back()
    {
        string json = Write(new Version(1, 2));

        FormatException refused = Assert.Throws<FormatException>(() => SqlValues.Read(JsonElement.Parse(json), nameof(Version)));

        Assert.Equal("\"1.2\"", json);
        Assert.Contains("Values of the type Version were recorded as text", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_of_its_type_is_refused() =>
        Assert.Contains("\"x\" is no Int32", Assert.Throws<FormatException>(() => SqlValues.Read(JsonElement.Parse("\"x\""), "Int32")).Message, StringComparison.Ordinal);

    private static string Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, SqlValues.Options))
        {
            SqlValues.Write(json, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
