using System.Text;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>
/// Values in the other format than the one they were recorded in, text for binary or binary for text, of the types whose two formats say
/// the same. Some drivers change from text to binary once a statement has been run a few times on one connection, which depends on how many there are.
/// </summary>
internal static class OtherFormat
{
    /// <summary>Whether values of a type can be had in both formats.</summary>
    /// <param name="type">The type.</param>
    public static bool IsKnown(uint type) => PostgresType.Of(type).Form is not ValueForm.Bytes;

    /// <summary>A value in the other format.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="recorded">The format it was recorded in.</param>
    /// <param name="value">The value in the log.</param>
    /// <returns><see langword="null"/> for null.</returns>
    /// <exception cref="FormatException">It has none.</exception>
    public static byte[]? Of(uint type, ValueFormat recorded, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        PostgresType known = PostgresType.Of(type);
        byte[]? other = value.ValueKind == JsonValueKind.Object ? null
            : recorded == ValueFormat.Text ? Binary(known, value)
            : TextOf(known, value) is { } text ? Encoding.UTF8.GetBytes(text)
            : null;
        return other ?? throw new FormatException($"{value.GetRawText()} of type {known.Name} was recorded in {recorded} format, and has no other.");
    }

    private static byte[]? Binary(PostgresType type, JsonElement value)
    {
        string text = value.ToString();
        return type.Form switch
        {
            ValueForm.Boolean => text switch { "t" => [1], "f" => [0], _ => null },
            ValueForm.ByteArray => text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2)) : null,
            ValueForm.Array => ArrayText.Read(text) is { } elements ? BinaryArray(type, elements) : null,
            ValueForm.Timestamp or ValueForm.TimestampWithZone => TimestampOf(text) is { } iso ? WireValue.Binary(type, JsonSerializer.SerializeToElement(iso)) : null,
            _ => WireValue.Binary(type, value),
        };
    }

    private static byte[]? BinaryArray(PostgresType type, List<string?> texts)
    {
        PostgresType element = PostgresType.Of(type.Element);
        List<byte[]?> elements = [.. texts.Select(text => text is null ? null : Binary(element, JsonSerializer.SerializeToElement(text)))];
        return elements.Zip(texts).All(pair => pair.First is null == pair.Second is null) ? ArrayValue.Write(type, elements) : null;
    }

    // 2026-11-29 01:02:03.5+00, or +05:30; of other settings of DateStyle nobody knows which is the month.
    private static string? TimestampOf(string text)
    {
        if (text.EndsWith("infinity", StringComparison.Ordinal))
        {
            return text;
        }

        bool isIso = text.Length >= 19 && text[4] == '-' && text[10] == ' ' && !text.EndsWith("BC", StringComparison.Ordinal);
        bool isHourOnly = isIso && text.Length > 22 && text[^3] is '+' or '-';
        return isIso ? text.Replace(' ', 'T') + (isHourOnly ? ":00" : "") : null;
    }

    private static string? TextOf(PostgresType type, JsonElement value) => type.Form switch
    {
        ValueForm.Array => value.ValueKind == JsonValueKind.Array ? TextOfArray(PostgresType.Of(type.Element), value) : null,
        ValueForm.Boolean => value.ValueKind switch { JsonValueKind.True => "t", JsonValueKind.False => "f", _ => null },
        ValueForm.ByteArray => value.TryGetBytesFromBase64(out byte[]? bytes) ? $"\\x{Convert.ToHexStringLower(bytes)}" : null,
        ValueForm.Timestamp => value.ToString().Replace('T', ' '),
        ValueForm.TimestampWithZone => value.ToString().Replace('T', ' ').Replace("Z", "+00", StringComparison.Ordinal),
        ValueForm.Single or ValueForm.Double => value.ToString().Replace('E', 'e'),
        ValueForm.Bytes => null,
        _ => value.ToString(),
    };

    private static string? TextOfArray(PostgresType element, JsonElement array)
    {
        List<string?> texts = [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? null : TextOf(element, item))];
        return array.EnumerateArray().Zip(texts).All(pair => pair.First.ValueKind == JsonValueKind.Null == pair.Second is null) ? ArrayText.Write(texts) : null;
    }
}
