using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// Messages of gRPC as JSON, so that they are compared, ignored and named field by field, as JSON is: an array of the messages of a body, each an
/// object of its fields by their names in the <c>.proto</c> file.
/// </summary>
/// <param name="type">What each message is made of.</param>
internal sealed class GrpcMessages(MessageDescriptor type)
{
    private const int PrefixLength = 5;
    private const string ContentType = "Content-Type";
    private const string JsonSuffix = "+json";

    private static readonly JsonWriterOptions Options = new() { Encoder = EventFields.Encoder };

    /// <summary>Messages of a type.</summary>
    /// <param name="type">The type; <see langword="null"/> where nobody knows it.</param>
    public static GrpcMessages? Of(MessageDescriptor? type) => type is null ? null : new GrpcMessages(type);

    /// <summary>Says of the headers of a message that its body is compared as JSON.</summary>
    /// <param name="headers">The headers.</param>
    public static HeaderMap Mark(HeaderMap headers) => !GrpcCall.Is(headers)
        ? headers
        : new HeaderMap([.. headers.Select(field => field.Key.Equals(ContentType, StringComparison.OrdinalIgnoreCase) ? new(field.Key, [.. field.Value.Select(type => Mark(type))]) : field)]);

    /// <summary>Reads the messages of a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns><see langword="null"/> where it is no body of gRPC, or not what the descriptors say.</returns>
    public byte[]? ToJson(BodyContent body)
    {
        if (body.ContentType is not { } contentType || !GrpcCall.IsType(contentType))
        {
            return null;
        }

        var written = new ArrayBufferWriter<byte>(body.Bytes.Length * 2);
        using var json = new Utf8JsonWriter(written, Options);
        try
        {
            json.WriteStartArray();
            ReadOnlyMemory<byte> rest = body.Bytes;
            while (!rest.IsEmpty)
            {
                ReadOnlyMemory<byte> framed = Take(ref rest);
                ProtobufJson.Write(json, type, Unpack(framed, body.MessageEncoding));
            }

            json.WriteEndArray();
            json.Flush();
            return written.WrittenSpan.ToArray();
        }
        catch (Exception other) when (other is InvalidProtocolBufferException or FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Where a number of whole messages end.</summary>
    /// <param name="body">A body, or the beginning of one.</param>
    /// <param name="most">How many messages are gone through.</param>
    /// <param name="count">How many there are, up to that.</param>
    /// <returns>How many bytes they have.</returns>
    public static int EndOf(ReadOnlySpan<byte> body, int most, out int count)
    {
        int end = 0;
        for (count = 0; count < most && body.Length - end >= PrefixLength; count++)
        {
            long next = end + PrefixLength + (long)BinaryPrimitives.ReadUInt32BigEndian(body[(end + 1)..]);
            if (next > body.Length)
            {
                break;
            }

            end = (int)next;
        }

        return end;
    }

    private static string Mark(string contentType)
    {
        int parameters = contentType.IndexOf(';', StringComparison.Ordinal);
        return parameters < 0 ? contentType.TrimEnd() + JsonSuffix : contentType[..parameters].TrimEnd() + JsonSuffix + contentType[parameters..];
    }

    // Each message comes behind a byte that says whether it is compressed, and its length ("gRPC over HTTP2", in the gRPC project's documents).
    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest)
    {
        int end = EndOf(rest.Span, 1, out int count);
        if (count == 0)
        {
            throw new FormatException("The last message is cut short.");
        }

        ReadOnlyMemory<byte> framed = rest[..end];
        rest = rest[end..];
        return framed;
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> framed, string? encoding)
    {
        ReadOnlyMemory<byte> message = framed[PrefixLength..];
        switch (framed.Span[0])
        {
            case 0:
                return message;
            case 1 when encoding is not null && ContentDecoder.Decode(message, encoding, out bool isDecoded) is var content && isDecoded:
                return content;
            default:
                throw new FormatException("The message is compressed in a way that is not known.");
        }
    }
}
