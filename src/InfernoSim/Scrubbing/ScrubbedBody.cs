using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;
using InfernoSim.WebSockets;

namespace InfernoSim.Scrubbing;

/// <summary>A body without its secrets, and the headers that say what it is.</summary>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers of its message.</param>
internal readonly record struct ScrubbedBody(RecordedBody Body, HeaderMap Headers)
{
    private const int ShortestText = 12;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"',;&=<>(){}[]");
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where something in the body is now; <see langword="null"/> where only its length tells.</summary>
    public MovedPlaces? Places { get; init; }

    /// <summary>
    /// Scrubs a body. One that is no text, or cannot be decoded, is left out as a whole when it may hold a secret: a part of it would be
    /// none. In one of several parts, which may be files, the secrets alone are replaced.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">The headers of its message.</param>
    /// <param name="scrub">Scrubs a text; <see langword="null"/> comes of one that cannot be read for a rule, which is left out as well.</param>
    /// <param name="mayHold">Spares texts the scrubbing that it would leave as they are; <see langword="null"/> where only that can tell.</param>
    public static ScrubbedBody Of(RecordedBody body, HeaderMap headers, Func<string, string?> scrub, Func<ReadOnlySpan<char>, bool>? mayHold = null)
    {
        ReadOnlyMemory<byte> kept = body.GetBytes();
        if (kept.IsEmpty)
        {
            return new ScrubbedBody(body, headers);
        }

        string? encoding = BodyContent.Of(kept, headers).ContentEncoding;
        ReadOnlyMemory<byte> content = ContentDecoder.Decode(kept, encoding, out bool isDecoded);
        if (!isDecoded)
        {
            return LeftOut(body, headers);
        }

        if (mayHold is not null && !body.IsTruncated && TextLook.At(content.Span, mayHold) == false)
        {
            return new ScrubbedBody(body, headers);
        }

        if (!TryRead(content.Span, out string text))
        {
            return OfBytes(body, headers, content, encoding, scrub);
        }

        if ((body.IsTruncated ? ScrubBeginning(text, scrub) : scrub(text)) is not { } scrubbed)
        {
            return LeftOut(body, headers);
        }

        if (ReferenceEquals(scrubbed, text) || scrubbed == text)
        {
            return new ScrubbedBody(body, headers);
        }

        byte[] written = Encoding.UTF8.GetBytes(scrubbed);
        return Write(body, headers, written, encoding) with { Places = encoding is null && !body.IsTruncated ? MovedPlaces.OfLines(content.Span, written) : null };
    }

    /// <summary>Scrubs a body of gRPC whose messages can be read. One that cannot be written without its secrets is left out as a whole.</summary>
    /// <param name="body">The body, which is complete.</param>
    /// <param name="headers">The headers of its message.</param>
    /// <param name="messages">Reads it.</param>
    /// <param name="scrub">Scrubs the JSON that its messages are compared as.</param>
    /// <param name="scrubText">Scrubs any other text.</param>
    /// <returns><see langword="null"/> where it cannot be read.</returns>
    public static ScrubbedBody? OfMessages(RecordedBody body, HeaderMap headers, GrpcMessages messages, Func<string, string?> scrub, Func<string, string> scrubText)
    {
        var content = BodyContent.Of(body, headers);
        if (!body.IsComplete || content.Bytes.IsEmpty || messages.ToJson(content) is not { } json)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(json);
        if (scrub(text) is not { } scrubbed || messages.BytesIn(content).Any(bytes => TextsIn(bytes.Span) is var texts && scrubText(texts) != texts))
        {
            return LeftOut(body, headers);
        }

        if (scrubbed == text)
        {
            return new ScrubbedBody(body, headers);
        }

        var ends = new List<(long Before, long After)>();
        return messages.Rewrite(content, json, Encoding.UTF8.GetBytes(scrubbed), ends) is { } rewritten
            ? Write(body, headers, rewritten, encoding: null) with { Places = MovedPlaces.Of(ends) }
            : LeftOut(body, headers);
    }

    /// <summary>A body of which nothing is kept.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">The headers of its message.</param>
    public static ScrubbedBody LeftOut(RecordedBody body, HeaderMap headers) =>
        new(RecordedBody.FromBytes(default, body.Size, sha256: null, truncated: true, redacted: true), headers);

    /// <summary>Whether a binary message of a WebSocket may hold a secret, which nobody sees in Base64.</summary>
    /// <param name="spoken">What one side of it said.</param>
    /// <param name="scrub">Scrubs a text.</param>
    public static bool HoldsInBinary(RecordedBody spoken, Func<string, string?> scrub)
    {
        ReadOnlyMemory<byte> document = spoken.GetBytes();
        return spoken.IsTruncated
            ? SpokenDocument.MayHoldBinary(document.Span)
            : SpokenDocument.BinariesIn(document).Any(binary => TextsIn(binary.Span) is var texts && scrub(texts) != texts);
    }

    private static ScrubbedBody OfBytes(RecordedBody body, HeaderMap headers, ReadOnlyMemory<byte> content, string? encoding, Func<string, string?> scrub)
    {
        if (MediaType.Boundary(headers.TryGetFirst("Content-Type", out string? type) ? type : null) is not null)
        {
            string parts = Encoding.Latin1.GetString(content.Span);
            if (scrub(parts) is not { } scrubbed)
            {
                return LeftOut(body, headers);
            }

            return scrubbed == parts ? new ScrubbedBody(body, headers) : Write(body, headers, Encoding.Latin1.GetBytes(scrubbed), encoding);
        }

        string texts = TextsIn(type is not null && GrpcCall.IsType(type) ? GrpcMessages.Plain(BodyContent.Of(content, headers)).Span : content.Span);
        return scrub(texts) == texts ? new ScrubbedBody(body, headers) : LeftOut(body, headers);
    }

    // Among random bytes an address of six letters stands by accident.
    private static string TextsIn(ReadOnlySpan<byte> content)
    {
        var texts = new StringBuilder();
        for (int at = 0; at < content.Length;)
        {
            int text = content[at..].IndexOfAnyExceptInRange((byte)' ', (byte)'~') is var end and >= 0 ? end : content.Length - at;
            if (text >= ShortestText)
            {
                texts.Append(Encoding.ASCII.GetString(content.Slice(at, text))).Append('\n');
            }

            at += text + 1;
        }

        return texts.ToString();
    }

    // The end of a secret may be beyond what was kept: a value whose quotation mark would follow, a word that begins as a key does.
    private static string? ScrubBeginning(string text, Func<string, string?> scrub)
    {
        int word = text.AsSpan().LastIndexOfAny(WordEnds) + 1;
        string whole = SecretDetector.MayBegin(text[word..]) ? text[..word] : text;
        string? scrubbed = scrub(whole + '"');
        return scrubbed?.EndsWith('"') == true ? scrubbed[..^1] : scrubbed;
    }

    private static ScrubbedBody Write(RecordedBody body, HeaderMap headers, byte[] content, string? encoding)
    {
        ReadOnlyMemory<byte>? compressed = Compress(content, encoding);
        ReadOnlyMemory<byte> bytes = compressed ?? content;
        RecordedBody written = body.IsTruncated
            ? RecordedBody.FromBytes(bytes, Math.Max(body.Size, bytes.Length + 1), sha256: null, truncated: true, redacted: body.IsRedacted)
            : RecordedBody.FromBytes(bytes, bytes.Length, ContentHash(bytes.Span), truncated: false, redacted: body.IsRedacted);
        return new ScrubbedBody(written, Fit(headers, body.IsTruncated ? null : bytes.Length, dropsEncoding: compressed is null));
    }

    private static string ContentHash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static HeaderMap Fit(HeaderMap headers, int? length, bool dropsEncoding) => new(
        headers
            .Where(field => !(dropsEncoding && field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)))
            .Select(field => length is { } fits && field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                ? new KeyValuePair<string, IReadOnlyList<string>>(field.Key, [$"{fits}"])
                : field));

    private static ReadOnlyMemory<byte>? Compress(byte[] content, string? encoding) => encoding?.Trim().ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => Compress(content, to => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true)),
        "br" => Compress(content, to => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true)),
        "deflate" => Compress(content, to => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true)),
        // Not by a plain null, which would become empty memory.
        _ => default(ReadOnlyMemory<byte>?),
    };

    private static ReadOnlyMemory<byte> Compress(byte[] content, Func<Stream, Stream> open)
    {
        var compressed = new MemoryStream();
        using (Stream encoder = open(compressed))
        {
            encoder.Write(content);
        }

        return compressed.ToArray();
    }

    private static bool TryRead(ReadOnlySpan<byte> content, out string text)
    {
        text = "";
        if (content.Contains((byte)0))
        {
            return false;
        }

        try
        {
            text = Strict.GetString(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
