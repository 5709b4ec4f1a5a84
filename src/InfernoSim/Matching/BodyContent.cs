using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>A body with what is needed to understand it.</summary>
internal readonly record struct BodyContent
{
    /// <summary>The bytes as on the wire; of a recorded body that is not complete, the prefix that was kept.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>The <c>Content-Type</c>, or <see langword="null"/>.</summary>
    public string? ContentType { get; private init; }

    /// <summary>The <c>Content-Encoding</c>, or <see langword="null"/>.</summary>
    public string? ContentEncoding { get; private init; }

    /// <summary>How messages of gRPC in it are compressed, those that are; <see langword="null"/> where that is not said.</summary>
    public string? MessageEncoding { get; private init; }

    /// <summary>The recorded body that <see cref="Bytes"/> are only a part of; <see langword="null"/> when they are the whole.</summary>
    public RecordedBody? Incomplete { get; private init; }

    /// <summary>Whether values were replaced with <see cref="Redaction.Marker"/> when the body was recorded.</summary>
    public bool IsRedacted => Incomplete is { IsRedacted: true };

    /// <summary>A whole body.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="headers">The headers of its message.</param>
    /// <returns>The content.</returns>
    public static BodyContent Of(ReadOnlyMemory<byte> bytes, HeaderMap headers) => new()
    {
        Bytes = bytes,
        ContentType = headers.TryGetFirst("Content-Type", out string? type) ? type : null,
        ContentEncoding = EncodingOf(bytes, headers),
        MessageEncoding = type is not null && GrpcCall.IsType(type) && headers.TryGetFirst("grpc-encoding", out string? encoding) ? encoding : null,
    };

    /// <summary>A body that is JSON.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>The content.</returns>
    public static BodyContent OfJson(ReadOnlyMemory<byte> bytes) => new() { Bytes = bytes, ContentType = "application/json" };

    /// <summary>A recorded body; its bytes are decoded now.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">The headers of its message.</param>
    /// <returns>The content.</returns>
    public static BodyContent Of(RecordedBody body, HeaderMap headers) =>
        Of(body.GetBytes(), headers) with { Incomplete = body.IsComplete ? null : body };

    /// <summary>The same content, decoded.</summary>
    /// <param name="bytes">The decoded bytes.</param>
    /// <returns>The content.</returns>
    public BodyContent Decoded(ReadOnlyMemory<byte> bytes) => this with { Bytes = bytes, ContentEncoding = null };

    private static string? EncodingOf(ReadOnlyMemory<byte> bytes, HeaderMap headers)
    {
        IReadOnlyList<string> values = headers.Values("Content-Encoding");
        string? encoding = values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => string.Join(',', values),
        };
        bool isInChunks = encoding?.Contains(AwsChunked.Name, StringComparison.OrdinalIgnoreCase) is not true
            && headers.TryGetFirst("x-amz-content-sha256", out string? announced)
            && AwsChunked.IsUnannounced(announced, bytes);
        return isInChunks ? string.Join(',', [AwsChunked.Name, .. values]) : encoding;
    }
}
