namespace InfernoSim.Matching;

/// <summary>
/// A body as it is compared: content encoding undone, JSON parsed, multipart boundaries (which every sender makes up)
/// replaced. Dispose of it once.
/// </summary>
internal sealed class DecodedBody : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private DecodedBody(ReadOnlyMemory<byte> bytes, JsonTree? json, string? contentType, string? encodingLeft)
    {
        EncodingLeft = encodingLeft;
        Bytes = bytes;
        Json = json;
        ContentType = contentType;
    }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// The content encoding that could not be undone, so that <see cref="Bytes"/> are those on the wire; <see langword="null"/>
    /// when there is none left. A receiver could not read such a body either, or this code does not know the encoding.
    /// </summary>
    public string? EncodingLeft { get; }

    /// <summary>The content as JSON; <see langword="null"/> when it is not JSON.</summary>
    public JsonTree? Json { get; }

    /// <summary>Whether the JSON follows a byte order mark, which many parsers refuse (RFC 8259, section 8.1).</summary>
    public bool HasMark => Json is not null && Bytes.Span.StartsWith(ByteOrderMark);

    /// <summary>What <see cref="Bytes"/> are: the type of the body, with the boundary that they have.</summary>
    public string? ContentType { get; }

    /// <summary>Whether the content is a form.</summary>
    public bool IsForm => MediaType.IsForm(ContentType);

    /// <summary>Whether the content has parts.</summary>
    public bool HasParts => ContentType == Multipart.AnyType;

    /// <summary>
    /// Decodes a body. It is JSON when its type says so and it parses, and when it has no type and parses as an object or
    /// array; a form when its type says so; otherwise bytes.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <returns>The decoded body.</returns>
    public static DecodedBody Read(BodyContent body)
    {
        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        bool maybeJson = body.ContentType is { } type ? MediaType.IsJson(type) : BeginsAsContainer(bytes.Span);
        JsonTree? json = null;
        if (maybeJson && !JsonTree.TryParse(bytes, out json))
        {
            json = null;
        }

        string? boundary = MediaType.Boundary(body.ContentType);
        return new DecodedBody(
            boundary is null ? bytes : Multipart.WithoutBoundaries(bytes.Span, boundary),
            json,
            boundary is null ? body.ContentType : Multipart.AnyType,
            isDecoded ? null : body.ContentEncoding!.ToLowerInvariant());
    }

    /// <inheritdoc/>
    public void Dispose() => Json?.Dispose();

    private static bool BeginsAsContainer(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = bytes.StartsWith(ByteOrderMark) ? bytes[3..] : bytes;
        text = text.TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[';
    }
}
