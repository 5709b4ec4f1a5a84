using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace InfernoSim.Matching;

/// <summary>A value of protobuf as it is on the wire.</summary>
/// <param name="Type">How it is written.</param>
/// <param name="Raw">A number.</param>
/// <param name="Content">What stands behind its length: text, bytes, a message, or numbers that are packed.</param>
internal readonly record struct WireValue(WireFormat.WireType Type, ulong Raw, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it is what a field that is not there stands for.</summary>
    public bool IsDefault => Raw == 0 && Content.IsEmpty;

    /// <summary>The fields of a message by their numbers.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    /// <exception cref="FormatException">It has a group.</exception>
    public static SortedDictionary<int, List<WireValue>> FieldsOf(ReadOnlyMemory<byte> message)
    {
        var fields = new SortedDictionary<int, List<WireValue>>();
        using var input = new CodedInputStream(message.ToArray());
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            if (!fields.TryGetValue(number, out List<WireValue>? values))
            {
                fields.Add(number, values = []);
            }

            values.Add(Read(input, WireFormat.GetTagWireType(tag)));
        }

        return fields;
    }

    /// <summary>What a field that is not there stands for.</summary>
    /// <param name="field">The field.</param>
    public static WireValue DefaultOf(FieldDescriptor field) => new(TypeOf(field), 0, default);

    /// <summary>A number.</summary>
    /// <param name="field">Its field.</param>
    /// <param name="number">The number, as it is written.</param>
    public static WireValue OfNumber(FieldDescriptor field, ulong number) => new(TypeOf(field), number, default);

    /// <summary>Text, bytes, or a message.</summary>
    /// <param name="content">What it is.</param>
    public static WireValue OfContent(ReadOnlyMemory<byte> content) => new(WireFormat.WireType.LengthDelimited, 0, content);

    /// <summary>How values of a field are written.</summary>
    /// <param name="field">The field.</param>
    public static WireFormat.WireType TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.String or FieldType.Bytes => WireFormat.WireType.LengthDelimited,
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireFormat.WireType.Fixed64,
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireFormat.WireType.Fixed32,
        _ => WireFormat.WireType.Varint,
    };

    /// <summary>One of several: of messages that are there more than once, all merged.</summary>
    /// <param name="values">They.</param>
    public static WireValue Join(List<WireValue> values) => values.Count == 1
        ? values[0]
        : new(values[0].Type, 0, values.SelectMany(value => value.Content.ToArray()).ToArray());

    /// <summary>The values of a field that may be there more than once: numbers may be packed, or not.</summary>
    /// <param name="field">The field.</param>
    public List<WireValue> Unpack(FieldDescriptor field)
    {
        WireFormat.WireType wireType = TypeOf(field);
        if (Type != WireFormat.WireType.LengthDelimited || wireType == WireFormat.WireType.LengthDelimited)
        {
            return [this];
        }

        using var input = new CodedInputStream(Content.ToArray());
        var unpacked = new List<WireValue>();
        while (!input.IsAtEnd)
        {
            unpacked.Add(Read(input, wireType));
        }

        return unpacked;
    }

    /// <summary>The number of a field.</summary>
    /// <param name="field">The field.</param>
    /// <exception cref="FormatException">It is of another type.</exception>
    public ulong Number(FieldDescriptor field) => Type == TypeOf(field) ? Raw : throw NotOf(field);

    /// <summary>The text, bytes or message of a field.</summary>
    /// <param name="field">The field.</param>
    /// <exception cref="FormatException">It is of another type.</exception>
    public ReadOnlyMemory<byte> Bytes(FieldDescriptor field) => Type == WireFormat.WireType.LengthDelimited ? Content : throw NotOf(field);

    /// <summary>Writes it as JSON where nobody knows its field.</summary>
    /// <param name="json">Where to.</param>
    public void WriteRaw(Utf8JsonWriter json)
    {
        if (Type == WireFormat.WireType.LengthDelimited)
        {
            json.WriteBase64StringValue(Content.Span);
        }
        else
        {
            json.WriteNumberValue(Raw);
        }
    }

    /// <summary>Writes it behind its tag.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="number">The number of its field.</param>
    public void Write(CodedOutputStream output, int number)
    {
        output.WriteTag(number, Type);
        Write(output);
    }

    /// <summary>Writes it without a tag, as where numbers are packed.</summary>
    /// <param name="output">Where to.</param>
    public void Write(CodedOutputStream output)
    {
        switch (Type)
        {
            case WireFormat.WireType.Varint:
                output.WriteUInt64(Raw);
                break;
            case WireFormat.WireType.Fixed64:
                output.WriteFixed64(Raw);
                break;
            case WireFormat.WireType.Fixed32:
                output.WriteFixed32((uint)Raw);
                break;
            default:
                output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Content));
                break;
        }
    }

    private static WireValue Read(CodedInputStream input, WireFormat.WireType type) => type switch
    {
        WireFormat.WireType.Varint => new(type, input.ReadUInt64(), default),
        WireFormat.WireType.Fixed64 => new(type, input.ReadFixed64(), default),
        WireFormat.WireType.Fixed32 => new(type, input.ReadFixed32(), default),
        WireFormat.WireType.LengthDelimited => new(type, 0, input.ReadBytes().Memory),
        _ => throw new FormatException("The message has a group, which is not read."),
    };

    private static FormatException NotOf(FieldDescriptor field) => new($"The field {field.Name} is of another type.");
}
