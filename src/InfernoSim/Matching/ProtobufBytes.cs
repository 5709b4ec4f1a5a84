using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace InfernoSim.Matching;

/// <summary>What in a message of protobuf is bytes and no text: fields that are, and those that the descriptors do not know.</summary>
internal static class ProtobufBytes
{
    /// <summary>Finds them.</summary>
    /// <param name="type">What the message is made of.</param>
    /// <param name="message">The message, which is one of this type.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> In(MessageDescriptor type, ReadOnlyMemory<byte> message)
    {
        foreach ((int number, List<WireValue> values) in WireValue.FieldsOf(message))
        {
            FieldDescriptor? field = type.FindFieldByNumber(number);
            foreach (ReadOnlyMemory<byte> content in values.Where(value => value.Type == WireFormat.WireType.LengthDelimited).Select(value => value.Content))
            {
                if (field is null or { FieldType: FieldType.Bytes })
                {
                    yield return content;
                }
                else if (field.FieldType == FieldType.Message)
                {
                    // An entry of a map is a message, too.
                    foreach (ReadOnlyMemory<byte> inner in In(field.MessageType, content))
                    {
                        yield return inner;
                    }
                }
            }
        }
    }
}
