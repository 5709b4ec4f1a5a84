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
    /// <summary>What stands before each message: a byte that says whether it is compressed, and its length ("gRPC over HTTP2", in the gRPC project's documents).</summary>
    public const int PrefixLength = 5;

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

    /// <summary>What in the messages of a body is bytes and no text.</summary>
    /// <param name="body">The body, which <see cref="ToJson"/> can read.</param>
    public IEnumerable<ReadOnlyMemory<byte>> BytesIn(BodyContent body)
    {
        for (ReadOnlyMemory<byte> rest = body.Bytes; !rest.IsEmpty;)
        {
            ReadOnlyMemory<byte> framed = Take(ref rest);
            foreach (ReadOnlyMemory<byte> bytes in ProtobufBytes.In(type, Unpack(framed, body.MessageEncoding)))
            {
                yield return bytes;
            }
        }
    }

    /// <summary>Writes the messages of a body again, with what was changed in their JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="json">Its messages, as <see cref="ToJson"/> wrote them.</param>
    /// <param name="changed">They as they are now.</param>
    /// <param name="ends">Gets where each message ended, and where it ends now.</param>
    /// <returns>The body, with no message compressed that was changed; <see langword="null"/> where something is of another type now, or a message is gone.</returns>
    public byte[]? Rewrite(BodyContent body, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> changed, ICollection<(long Before, long After)> ends)
    {
        if (!JsonTree.TryParse(json, out JsonTree? before))
        {
            return null;
        }

        using (before)
        {
            if (!JsonTree.TryParse(changed, out JsonTree? after))
            {
                return null;
            }

            using (after)
            {
                return Rewrite(body, before, after, ends);
            }
        }
    }

    private byte[]? Rewrite(BodyContent body, JsonTree before, JsonTree after, ICollection<(long Before, long After)> ends)
    {
        if (after[0].Kind != JsonNodeKind.Array || after[0].Count != before[0].Count)
        {
            return null;
        }

        var rewriter = new ProtobufRewriter(before, after);
        var written = new ArrayBufferWriter<byte>(body.Bytes.Length);
        ReadOnlyMemory<byte> rest = body.Bytes;
        try
        {
            foreach ((int was, int became) in ProtobufRewriter.Elements(before, 0).Zip(ProtobufRewriter.Elements(after, 0)))
            {
                ReadOnlyMemory<byte> framed = Take(ref rest);
                if (before.Literal(was).SequenceEqual(after.Literal(became)))
                {
                    written.Write(framed.Span);
                }
                else
                {
                    byte[] message = rewriter.Write(type, Unpack(framed, body.MessageEncoding), was, became);
                    Span<byte> prefix = written.GetSpan(PrefixLength);
                    prefix[0] = 0;
                    BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.Length);
                    written.Advance(PrefixLength);
                    written.Write(message);
                }

                ends.Add((body.Bytes.Length - rest.Length, written.WrittenCount));
            }
        }
        catch (FormatException)
        {
            return null;
        }

        return written.WrittenSpan.ToArray();
    }

    /// <summary>The messages of a body one after the other, none of them compressed, with nothing between them that could be read.</summary>
    /// <param name="body">The body; what follows the last whole message is there as it is.</param>
    public static ReadOnlyMemory<byte> Plain(BodyContent body)
    {
        var plain = new ArrayBufferWriter<byte>(body.Bytes.Length);
        ReadOnlyMemory<byte> rest = body.Bytes;
        while (EndOf(rest.Span, 1, out int count) is var end && count > 0)
        {
            ReadOnlyMemory<byte> framed = rest[..end];
            rest = rest[end..];
            bool isPacked = framed.Span[0] == 1 && body.MessageEncoding is not null;
            ReadOnlyMemory<byte> message = isPacked ? ContentDecoder.Decode(framed[PrefixLength..], body.MessageEncoding, out _) : framed[PrefixLength..];
            plain.Write("\0"u8);
            plain.Write(message.Span);
        }

        plain.Write("\0"u8);
        plain.Write(rest.Span);
        return plain.WrittenMemory;
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
