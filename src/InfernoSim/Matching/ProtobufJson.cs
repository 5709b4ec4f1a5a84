using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace InfernoSim.Matching;

/// <summary>
/// Writes a protobuf message as JSON in which equal messages are equal, however they were written: fields in any order, numbers packed or not, defaults
/// written or left out where that says the same. Fields that the descriptors do not know are there by their numbers.
/// </summary>
internal static class ProtobufJson
{
    /// <summary>The number of the key in an entry of a map.</summary>
    public const int MapKey = 1;

    /// <summary>The number of its value.</summary>
    public const int MapValue = 2;

    // As much as protobuf itself reads.
    private const int GreatestDepth = 100;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a message.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="type">What it is made of.</param>
    /// <param name="message">Its bytes.</param>
    /// <exception cref="InvalidProtocolBufferException">It is no message.</exception>
    /// <exception cref="FormatException">It is none of this type, or has a group.</exception>
    /// <exception cref="DecoderFallbackException">A string in it is not UTF-8.</exception>
    public static void Write(Utf8JsonWriter json, MessageDescriptor type, ReadOnlyMemory<byte> message) => Write(json, type, message, GreatestDepth);

    private static void Write(Utf8JsonWriter json, MessageDescriptor type, ReadOnlyMemory<byte> message, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException("The message is nested too deep.");
        }

        json.WriteStartObject();
        foreach ((int number, List<WireValue> values) in WireValue.FieldsOf(message))
        {
            if (type.FindFieldByNumber(number) is { } field)
            {
                WriteField(json, field, values, depth);
            }
            else
            {
                WriteUnknown(json, number, values);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, FieldDescriptor field, List<WireValue> values, int depth)
    {
        if (field.IsMap)
        {
            json.WritePropertyName(field.Name);
            WriteMap(json, field, values, depth);
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray(field.Name);
            foreach (WireValue value in values.SelectMany(value => value.Unpack(field)))
            {
                WriteValue(json, field, value, depth);
            }

            json.WriteEndArray();
        }
        else
        {
            // Of what can be there once alone, the last one counts, and messages are merged.
            WireValue value = field.FieldType == FieldType.Message ? WireValue.Join(values) : values[^1];
            if (field.HasPresence || !value.IsDefault)
            {
                json.WritePropertyName(field.Name);
                WriteValue(json, field, value, depth);
            }
        }
    }

    private static void WriteMap(Utf8JsonWriter json, FieldDescriptor map, List<WireValue> values, int depth)
    {
        FieldDescriptor item = map.MessageType.FindFieldByNumber(MapValue);
        json.WriteStartObject();
        foreach ((string name, (_, WireValue value)) in EntriesOf(map, values))
        {
            json.WritePropertyName(name);
            WriteValue(json, item, value, depth);
        }

        json.WriteEndObject();
    }

    /// <summary>The entries of a map, in the order in which they are written. Of those with one key the last one counts.</summary>
    /// <param name="map">The field.</param>
    /// <param name="values">What is on the wire.</param>
    public static SortedDictionary<string, (WireValue Key, WireValue Value)> EntriesOf(FieldDescriptor map, List<WireValue> values)
    {
        FieldDescriptor key = map.MessageType.FindFieldByNumber(MapKey);
        FieldDescriptor item = map.MessageType.FindFieldByNumber(MapValue);
        var entries = new SortedDictionary<string, (WireValue Key, WireValue Value)>(StringComparer.Ordinal);
        foreach (WireValue entry in values)
        {
            SortedDictionary<int, List<WireValue>> fields = WireValue.FieldsOf(entry.Bytes(map));
            WireValue named = Last(fields, MapKey, key);
            entries[KeyOf(key, named)] = (named, Last(fields, MapValue, item));
        }

        return entries;
    }

    private static WireValue Last(SortedDictionary<int, List<WireValue>> fields, int number, FieldDescriptor field) =>
        fields.TryGetValue(number, out List<WireValue>? values) ? values[^1] : WireValue.DefaultOf(field);

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, WireValue value, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                Write(json, field.MessageType, value.Bytes(field), depth - 1);
                break;
            case FieldType.String:
                json.WriteStringValue(Strict.GetString(value.Bytes(field).Span));
                break;
            case FieldType.Bytes:
                json.WriteBase64StringValue(value.Bytes(field).Span);
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(value.Number(field) != 0);
                break;
            case FieldType.Double:
                WriteFloating(json, BitConverter.UInt64BitsToDouble(value.Number(field)), "R");
                break;
            case FieldType.Float:
                WriteFloating(json, BitConverter.UInt32BitsToSingle((uint)value.Number(field)), "R");
                break;
            case FieldType.Enum when field.EnumType.FindValueByNumber((int)value.Number(field)) is { } known:
                json.WriteStringValue(known.Name);
                break;
            case FieldType.UInt64 or FieldType.Fixed64 or FieldType.UInt32 or FieldType.Fixed32:
                json.WriteNumberValue(Unsigned(field, value));
                break;
            default:
                json.WriteNumberValue(Signed(field, value));
                break;
        }
    }

    private static ulong Unsigned(FieldDescriptor field, WireValue value) =>
        field.FieldType is FieldType.UInt32 or FieldType.Fixed32 ? (uint)value.Number(field) : value.Number(field);

    private static long Signed(FieldDescriptor field, WireValue value)
    {
        ulong number = value.Number(field);
        return field.FieldType switch
        {
            FieldType.Int64 or FieldType.SFixed64 => (long)number,
            FieldType.Int32 or FieldType.SFixed32 or FieldType.Enum => (int)number,
            FieldType.SInt32 or FieldType.SInt64 => (long)(number >> 1) ^ -(long)(number & 1),
            _ => throw new FormatException($"The field {field.Name} is a group, which is not read."),
        };
    }

    // JSON has no numbers for these.
    private static void WriteFloating<T>(Utf8JsonWriter json, T value, string format)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        if (T.IsFinite(value))
        {
            json.WriteRawValue(text);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static string KeyOf(FieldDescriptor key, WireValue value) => key.FieldType switch
    {
        FieldType.String => Strict.GetString(value.Bytes(key).Span),
        FieldType.Bool => value.Number(key) != 0 ? "true" : "false",
        FieldType.UInt64 or FieldType.Fixed64 or FieldType.UInt32 or FieldType.Fixed32 => Unsigned(key, value).ToString(CultureInfo.InvariantCulture),
        _ => Signed(key, value).ToString(CultureInfo.InvariantCulture),
    };

    // Whoever sends it knows more than the descriptors, and it is compared all the same.
    private static void WriteUnknown(Utf8JsonWriter json, int number, List<WireValue> values)
    {
        json.WriteStartArray(number.ToString(CultureInfo.InvariantCulture));
        foreach (WireValue value in values)
        {
            value.WriteRaw(json);
        }

        json.WriteEndArray();
    }
}
