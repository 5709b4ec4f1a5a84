using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>
/// Writes a value of the wire into a log so that a person, a rule and a chain of ids can read it, and so that
/// <see cref="WireValue"/> makes the same bytes of it again. What it could not make again is written as its bytes:
/// <c>{"base64":"…"}</c>.
/// </summary>
internal static class ReadableValue
{
    /// <summary>The member that holds the bytes of a value that is not readable.</summary>
    public static readonly JsonEncodedText Base64 = JsonEncodedText.Encode("base64");

    /// <summary>Writes a value.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="type">Its type; 0 where it is not known.</param>
    /// <param name="format">Its format.</param>
    /// <param name="value">Its bytes; <see langword="null"/> for null.</param>
    public static void Write(Utf8JsonWriter json, uint type, ValueFormat format, byte[]? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else if (!(format == ValueFormat.Text ? TryWriteText(json, value) : TryWriteBinary(json, PostgresType.Of(type), value)))
        {
            json.WriteStartObject();
            json.WriteBase64String(Base64, value);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes a value in binary form.</summary>
    /// <returns><see langword="false"/>, and nothing is written, where it could not be made again from what is readable.</returns>
    public static bool TryWriteBinary(Utf8JsonWriter json, PostgresType type, ReadOnlySpan<byte> value)
    {
        switch (type.Form)
        {
            case ValueForm.Text:
                return TryWriteText(json, value);
            case ValueForm.VersionedText:
                return value.Length > 0 && value[0] == 1 && TryWriteText(json, value[1..]);
            case ValueForm.ByteArray:
                json.WriteBase64StringValue(value);
                return true;
            case ValueForm.Array:
                return ArrayValue.TryWrite(json, type, value);
            case ValueForm.Boolean when value is [0 or 1]:
                json.WriteBooleanValue(value[0] == 1);
                return true;
            default:
                return TryWriteString(json, StringOf(type.Form, value)) || TryWriteNumber(json, NumberOf(type.Form, value));
        }
    }

    private static bool TryWriteText(Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        bool isText = Utf8.IsValid(value);
        if (isText)
        {
            json.WriteStringValue(value);
        }

        return isText;
    }

    private static bool TryWriteString(Utf8JsonWriter json, string? text)
    {
        if (text is not null)
        {
            json.WriteStringValue(text);
        }

        return text is not null;
    }

    // JSON has no number for what is not finite.
    private static bool TryWriteNumber(Utf8JsonWriter json, string? number)
    {
        if (number is not null && char.IsAsciiDigit(number[^1]))
        {
            json.WriteRawValue(number);
            return true;
        }

        return TryWriteString(json, number);
    }

    private static string? StringOf(ValueForm form, ReadOnlySpan<byte> value) => (form, value.Length) switch
    {
        (ValueForm.Uuid, 16) => new Guid(value, bigEndian: true).ToString(),
        (ValueForm.Date, 4) => TimeValue.Date(BinaryPrimitives.ReadInt32BigEndian(value)),
        (ValueForm.Time, 8) => TimeValue.Time(BinaryPrimitives.ReadInt64BigEndian(value)),
        (ValueForm.Timestamp, 8) => TimeValue.Timestamp(BinaryPrimitives.ReadInt64BigEndian(value), isInstant: false),
        (ValueForm.TimestampWithZone, 8) => TimeValue.Timestamp(BinaryPrimitives.ReadInt64BigEndian(value), isInstant: true),
        _ => null,
    };

    private static string? NumberOf(ValueForm form, ReadOnlySpan<byte> value) => (form, value.Length) switch
    {
        (ValueForm.Int16, 2) => BinaryPrimitives.ReadInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (ValueForm.Int32, 4) => BinaryPrimitives.ReadInt32BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (ValueForm.Int64, 8) => BinaryPrimitives.ReadInt64BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (ValueForm.Oid, 4) => BinaryPrimitives.ReadUInt32BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (ValueForm.Single, 4) => TextOf(BinaryPrimitives.ReadSingleBigEndian(value)),
        (ValueForm.Double, 8) => TextOf(BinaryPrimitives.ReadDoubleBigEndian(value)),
        (ValueForm.Numeric, _) => NumericValue.Read(value),
        _ => null,
    };

    // The shortest text that is read as the same number. What is not a number has many forms in binary, and one text.
    private static string? TextOf<T>(T value)
        where T : System.Numerics.IFloatingPointIeee754<T> => T.IsNaN(value) ? null : value.ToString("R", CultureInfo.InvariantCulture);
}
