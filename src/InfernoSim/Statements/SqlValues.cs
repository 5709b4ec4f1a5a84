using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.Statements;

/// <summary>
/// The values of databases as JSON, from which they come back exactly: a decimal with its scale, a time with its ticks and its kind.
/// The name of a type is that of .NET, without its namespace.
/// </summary>
internal static class SqlValues
{
    private static readonly FrozenDictionary<string, (Type Type, Func<JsonElement, object> Read)> Readers = new Dictionary<string, (Type, Func<JsonElement, object>)>
    {
        [nameof(Boolean)] = (typeof(bool), value => value.GetBoolean()),
        [nameof(Byte)] = (typeof(byte), value => value.GetByte()),
        [nameof(SByte)] = (typeof(sbyte), value => value.GetSByte()),
        [nameof(Int16)] = (typeof(short), value => value.GetInt16()),
        [nameof(UInt16)] = (typeof(ushort), value => value.GetUInt16()),
        [nameof(Int32)] = (typeof(int), value => value.GetInt32()),
        [nameof(UInt32)] = (typeof(uint), value => value.GetUInt32()),
        [nameof(Int64)] = (typeof(long), value => value.GetInt64()),
        [nameof(UInt64)] = (typeof(ulong), value => value.GetUInt64()),
        [nameof(Single)] = (typeof(float), value => value.ValueKind == JsonValueKind.String ? float.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetSingle()),
        [nameof(Double)] = (typeof(double), value => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble()),
        [nameof(Decimal)] = (typeof(decimal), value => value.GetDecimal()),
        [nameof(Char)] = (typeof(char), value => value.GetString()![0]),
        [nameof(String)] = (typeof(string), value => value.GetString()!),
        [nameof(Guid)] = (typeof(Guid), value => value.GetGuid()),
        [nameof(DateTime)] = (typeof(DateTime), value => DateTime.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        [nameof(DateTimeOffset)] = (typeof(DateTimeOffset), value => DateTimeOffset.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.None)),
        [nameof(DateOnly)] = (typeof(DateOnly), value => DateOnly.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture)),
        [nameof(TimeOnly)] = (typeof(TimeOnly), value => TimeOnly.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture)),
        [nameof(TimeSpan)] = (typeof(TimeSpan), value => TimeSpan.ParseExact(value.GetString()!, "c", CultureInfo.InvariantCulture)),
        [Bytes] = (typeof(byte[]), value => value.GetBytesFromBase64()),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of the type of bytes.</summary>
    public const string Bytes = "Bytes";

    /// <summary>How statements and results are written: on one line, readable.</summary>
    public static JsonWriterOptions Options => new() { Encoder = EventFields.Encoder, SkipValidation = true };

    /// <summary>The name of the type of a value.</summary>
    /// <param name="value">The value; no <see langword="null"/>.</param>
    public static string TypeOf(object value) => value switch
    {
        byte[] => Bytes,
        _ => value.GetType().Name,
    };

    /// <summary>Whether a value of a type comes back.</summary>
    /// <param name="type">The name of the type.</param>
    public static bool Knows(string type) => Readers.ContainsKey(type);

    /// <summary>The type of that name.</summary>
    /// <param name="type">The name of the type.</param>
    /// <returns>The type; that of text for one that is not known.</returns>
    public static Type ClrTypeOf(string type) => Readers.TryGetValue(type, out (Type Type, Func<JsonElement, object> Read) known) ? known.Type : typeof(string);

    /// <summary>Writes a value. One of a type that is not known is written as text.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="value">The value.</param>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull: json.WriteNullValue(); break;
            case bool known: json.WriteBooleanValue(known); break;
            case byte or sbyte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong known: json.WriteNumberValue(known); break;
            case float known when float.IsFinite(known): json.WriteNumberValue(known); break;
            case double known when double.IsFinite(known): json.WriteNumberValue(known); break;
            case decimal known: json.WriteNumberValue(known); break;
            case Enum known: json.WriteNumberValue(Convert.ToInt64(known, CultureInfo.InvariantCulture)); break;
            case string known: json.WriteStringValue(known); break;
            case Guid known: json.WriteStringValue(known); break;
            case byte[] known: json.WriteBase64StringValue(known); break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly: json.WriteStringValue(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan known: json.WriteStringValue(known.ToString("c", CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="value">As it was written.</param>
    /// <param name="type">The name of its type.</param>
    /// <returns>The value; <see cref="DBNull"/> for none.</returns>
    /// <exception cref="FormatException">It is no value of that type, or the type is not known.</exception>
    public static object Read(JsonElement value, string type)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return DBNull.Value;
        }

        try
        {
            return Readers.TryGetValue(type, out (Type Type, Func<JsonElement, object> Read) known)
                ? known.Read(value)
                : throw new FormatException($"Values of the type {type} were recorded as text, and cannot be brought back.");
        }
        catch (Exception failure) when (failure is InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException($"{value.GetRawText()} is no {type}.", failure);
        }
    }
}
