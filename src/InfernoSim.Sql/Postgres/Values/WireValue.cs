using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>Makes of a value in a log what goes over the wire: the other way round of <see cref="ReadableValue"/>.</summary>
internal static class WireValue
{
    /// <summary>The bytes of a value.</summary>
    /// <param name="type">Its type; 0 where it is not known.</param>
    /// <param name="format">The format it is written in.</param>
    /// <param name="value">The value in the log.</param>
    /// <returns><see langword="null"/> for null.</returns>
    /// <exception cref="FormatException">The value is none of the type.</exception>
    public static byte[]? Of(uint type, ValueFormat format, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(ReadableValue.Base64.Value, out JsonElement bytes))
        {
            return bytes.GetBytesFromBase64();
        }

        PostgresType known = PostgresType.Of(type);
        return (format == ValueFormat.Text ? Encoding.UTF8.GetBytes(TextOf(value)) : Binary(known, value))
            ?? throw new FormatException($"{value.GetRawText()} is not a value of type {known.Name}.");
    }

    /// <summary>The binary form of a value.</summary>
    /// <returns><see langword="null"/> where the value is none of the type.</returns>
    public static byte[]? Binary(PostgresType type, JsonElement value) => type.Form switch
    {
        ValueForm.Boolean => value.ValueKind switch { JsonValueKind.True => [1], JsonValueKind.False => [0], _ => null },
        ValueForm.Text => Encoding.UTF8.GetBytes(TextOf(value)),
        ValueForm.VersionedText => [1, .. Encoding.UTF8.GetBytes(TextOf(value))],
        ValueForm.ByteArray => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null,
        ValueForm.Uuid => Guid.TryParse(TextOf(value), out Guid uuid) ? uuid.ToByteArray(bigEndian: true) : null,
        ValueForm.Array => value.ValueKind == JsonValueKind.Array ? ArrayValue.Write(type, value) : null,
        _ => BinaryNumber(type.Form, TextOf(value)),
    };

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static byte[]? BinaryNumber(ValueForm form, string text) => form switch
    {
        ValueForm.Int16 => short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out short number) ? Int16(number) : null,
        ValueForm.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? Int32(number) : null,
        ValueForm.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? Int64(number) : null,
        ValueForm.Oid => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? Int32((int)number) : null,
        ValueForm.Single => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? Int32(BitConverter.SingleToInt32Bits(number)) : null,
        ValueForm.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? Int64(BitConverter.DoubleToInt64Bits(number)) : null,
        ValueForm.Numeric => NumericValue.Write(text),
        ValueForm.Date => TimeValue.Days(text) is { } days ? Int32(days) : null,
        ValueForm.Time => TimeValue.MicrosecondsOfDay(text) is { } time ? Int64(time) : null,
        ValueForm.Timestamp => TimeValue.Microseconds(text, isInstant: false) is { } local ? Int64(local) : null,
        ValueForm.TimestampWithZone => TimeValue.Microseconds(text, isInstant: true) is { } instant ? Int64(instant) : null,
        _ => null,
    };

    private static byte[] Int16(short number)
    {
        byte[] bytes = new byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Int32(int number)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Int64(long number)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
