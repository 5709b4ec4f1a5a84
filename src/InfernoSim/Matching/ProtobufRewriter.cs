using System.Buffers;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace InfernoSim.Matching;

/// <summary>
/// Writes messages again with what was changed in the JSON that they are compared as: values of the same type, fields and entries of maps that are gone, keys of maps.
/// What was not changed is written as it was, also fields that the descriptors do not know.
/// </summary>
/// <param name="before">The JSON.</param>
/// <param name="after">The JSON as it is now.</param>
internal sealed class ProtobufRewriter(JsonTree before, JsonTree after)
{
    /// <summary>Writes a message.</summary>
    /// <param name="type">What it is made of.</param>
    /// <param name="message">The message.</param>
    /// <param name="was">Where in the JSON it was.</param>
    /// <param name="became">Where it is now.</param>
    /// <exception cref="FormatException">What is there now is of another type.</exception>
    public byte[] Write(MessageDescriptor type, ReadOnlyMemory<byte> message, int was, int became)
    {
        ThrowUnless(after[became].Kind == JsonNodeKind.Object, type.FullName);
        using var to = new MemoryStream();
        using (var output = new CodedOutputStream(to, leaveOpen: true))
        {
            foreach ((int number, List<WireValue> values) in WireValue.FieldsOf(message))
            {
                FieldDescriptor? field = type.FindFieldByNumber(number);
                byte[] name = Encoding.UTF8.GetBytes(field?.Name ?? number.ToString(CultureInfo.InvariantCulture));
                if (Member(before, was, name) is { } then && Member(after, became, name) is { } now)
                {
                    WriteField(output, number, field, values, then, now);
                }
            }
        }

        return to.ToArray();
    }

    private void WriteField(CodedOutputStream output, int number, FieldDescriptor? field, List<WireValue> values, int was, int became)
    {
        if (AreSame(was, became))
        {
            values.ForEach(value => value.Write(output, number));
            return;
        }

        ThrowUnless(field is not null, number.ToString(CultureInfo.InvariantCulture));
        if (field!.IsMap)
        {
            WriteMap(output, field, values, was, became);
        }
        else if (field.IsRepeated)
        {
            WriteElements(output, field, [.. values.SelectMany(value => value.Unpack(field))], was, became);
        }
        else
        {
            ValueOf(field, field.FieldType == FieldType.Message ? WireValue.Join(values) : values[^1], was, became).Write(output, number);
        }
    }

    // The keys may have changed, or some entries may be gone; where both have, those whose key changed are lost as well.
    private void WriteMap(CodedOutputStream output, FieldDescriptor map, List<WireValue> values, int was, int became)
    {
        ThrowUnless(after[became].Kind == JsonNodeKind.Object, map.FullName);
        FieldDescriptor key = map.MessageType.FindFieldByNumber(ProtobufJson.MapKey);
        FieldDescriptor item = map.MessageType.FindFieldByNumber(ProtobufJson.MapValue);
        int[] then = [.. Names(before, was)];
        int[] now = [.. Names(after, became)];
        foreach ((int index, (WireValue named, WireValue value)) in ProtobufJson.EntriesOf(map, values).Values.Index())
        {
            int at = then.Length == now.Length ? now[index] : Array.Find(now, name => after.Name(name).SequenceEqual(before.Name(then[index])));
            if (at == 0)
            {
                continue;
            }

            using var to = new MemoryStream();
            using (var entry = new CodedOutputStream(to, leaveOpen: true))
            {
                bool isSameKey = after.Name(at).SequenceEqual(before.Name(then[index]));
                ThrowUnless(isSameKey || key.FieldType == FieldType.String, map.FullName);
                (isSameKey ? named : WireValue.OfContent(after.Name(at).ToArray())).Write(entry, ProtobufJson.MapKey);
                ValueOf(item, value, then[index] + 1, at + 1).Write(entry, ProtobufJson.MapValue);
            }

            WireValue.OfContent(to.ToArray()).Write(output, map.FieldNumber);
        }
    }

    private void WriteElements(CodedOutputStream output, FieldDescriptor field, WireValue[] values, int was, int became)
    {
        ThrowUnless(after[became].Kind == JsonNodeKind.Array, field.FullName);
        int[] then = [.. Elements(before, was)];
        int[] now = [.. Elements(after, became)];
        ThrowUnless(then.Length == now.Length, field.FullName);
        List<WireValue> written = [.. values.Select((value, at) => ValueOf(field, value, then[at], now[at]))];
        if (WireValue.TypeOf(field) == WireFormat.WireType.LengthDelimited || !field.IsPacked)
        {
            written.ForEach(value => value.Write(output, field.FieldNumber));
            return;
        }

        using var packed = new MemoryStream();
        using (var numbers = new CodedOutputStream(packed, leaveOpen: true))
        {
            written.ForEach(value => value.Write(numbers));
        }

        WireValue.OfContent(packed.ToArray()).Write(output, field.FieldNumber);
    }

    private WireValue ValueOf(FieldDescriptor field, WireValue value, int was, int became) => field.FieldType switch
    {
        _ when AreSame(was, became) => value,
        FieldType.Message => WireValue.OfContent(Write(field.MessageType, value.Bytes(field), was, became)),
        FieldType.String or FieldType.Bytes when after[became].Kind == JsonNodeKind.String => WireValue.OfContent(TextAt(became)),
        _ when after[became].Kind == JsonNodeKind.Number => WireValue.OfNumber(field, NumberOf(field, Encoding.UTF8.GetString(after.Raw(became)))),
        _ => throw NotOf(field.FullName),
    };

    private static ulong NumberOf(FieldDescriptor field, string text)
    {
        try
        {
            return field.FieldType switch
            {
                FieldType.Int64 or FieldType.SFixed64 => (ulong)Signed(text),
                FieldType.Int32 => (ulong)checked((int)Signed(text)),
                FieldType.SFixed32 => (uint)checked((int)Signed(text)),
                FieldType.SInt32 => ZigZag(checked((int)Signed(text))),
                FieldType.SInt64 => ZigZag(Signed(text)),
                FieldType.UInt64 or FieldType.Fixed64 => ulong.Parse(text, CultureInfo.InvariantCulture),
                FieldType.UInt32 or FieldType.Fixed32 => uint.Parse(text, CultureInfo.InvariantCulture),
                FieldType.Double => BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
                _ => throw NotOf(field.FullName),
            };
        }
        catch (OverflowException)
        {
            throw NotOf(field.FullName);
        }
    }

    private static long Signed(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private byte[] TextAt(int node)
    {
        var text = new ArrayBufferWriter<byte>();
        JsonString.AppendUnescaped(after.Raw(node), text);
        return text.WrittenSpan.ToArray();
    }

    private bool AreSame(int was, int became) => before.Literal(was).SequenceEqual(after.Literal(became));

    // Its value is behind the name.
    private static int? Member(JsonTree json, int container, byte[] name)
    {
        foreach (int at in Names(json, container))
        {
            if (json.Name(at).SequenceEqual(name))
            {
                return at + 1;
            }
        }

        return null;
    }

    private static IEnumerable<int> Names(JsonTree json, int container)
    {
        for (int name = container + 1; name < json[container].End; name = json[name + 1].End)
        {
            yield return name;
        }
    }

    /// <summary>The elements of an array.</summary>
    /// <param name="json">The document.</param>
    /// <param name="container">The array.</param>
    public static IEnumerable<int> Elements(JsonTree json, int container)
    {
        for (int element = container + 1; element < json[container].End; element = json[element].End)
        {
            yield return element;
        }
    }

    private static void ThrowUnless(bool isTrue, string where)
    {
        if (!isTrue)
        {
            throw NotOf(where);
        }
    }

    private static FormatException NotOf(string where) => new($"What is at {where} now is of another type.");
}
