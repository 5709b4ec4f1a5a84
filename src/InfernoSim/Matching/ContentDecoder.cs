using System.IO.Compression;
using ZstdSharp;

namespace InfernoSim.Matching;

/// <summary>Undoes a <c>Content-Encoding</c> (RFC 9110, section 8.4), so that the same content compressed otherwise is the same.</summary>
internal static class ContentDecoder
{
    /// <summary>What a body may grow to, in bytes. One that grows beyond is compared as it is on the wire.</summary>
    public const int GreatestLength = 64 * 1024 * 1024;

    /// <summary>Decodes <c>gzip</c>, <c>br</c>, <c>zstd</c>, <c>deflate</c> and <c>aws-chunked</c>, also several in a row.</summary>
    /// <param name="bytes">The body as on the wire.</param>
    /// <param name="encoding">The field value.</param>
    /// <param name="isDecoded">
    /// Whether what is returned is the content; <see langword="false"/> when the encoding is another, broken, cut short, or
    /// grows too long, so that it is <paramref name="bytes"/> as they are.
    /// </param>
    /// <returns>The content.</returns>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> bytes, string? encoding, out bool isDecoded)
    {
        isDecoded = true;
        if (string.IsNullOrWhiteSpace(encoding) || bytes.IsEmpty)
        {
            return bytes;
        }

        ReadOnlyMemory<byte> content = bytes;
        foreach (string name in Order(encoding))
        {
            if (DecodeOne(content, name) is not { } decoded)
            {
                isDecoded = false;
                return bytes;
            }

            content = decoded;
        }

        return content;
    }

    // The last applied is undone first. Chunks of object storage are around everything, wherever they are named.
    private static IEnumerable<string> Order(string encoding) => encoding.ToLowerInvariant()
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Reverse()
        .OrderBy(name => name == AwsChunked.Name ? 0 : 1);

    private static ReadOnlyMemory<byte>? DecodeOne(ReadOnlyMemory<byte> bytes, string name)
    {
        switch (name)
        {
            case "identity":
                return bytes;
            case AwsChunked.Name:
                return AwsChunked.Decode(bytes);
            case "gzip" or "x-gzip":
                ReadOnlyMemory<byte>? content = Decompress(bytes, source => new GZipStream(source, CompressionMode.Decompress));
                return content is { } members && GzipTrailer.Fits(bytes.Span, members.Span) ? content : null;
            case "br":
                return DecompressWhole(bytes, source => new BrotliStream(source, CompressionMode.Decompress));
            case "deflate":
                // Meant is zlib; some senders leave out its frame, and every receiver takes that too.
                return DecompressWhole(bytes, source => new ZLibStream(source, CompressionMode.Decompress))
                    ?? DecompressWhole(bytes, source => new DeflateStream(source, CompressionMode.Decompress));
            case "zstd":
                return Decompress(bytes, source => new DecompressionStream(source));
            default:
                return null;
        }
    }

    private static ReadOnlyMemory<byte>? Decompress(ReadOnlyMemory<byte> bytes, Func<Stream, Stream> open)
    {
        using var source = new MemoryStream(bytes.ToArray(), writable: false);
        return Read(source, open);
    }

    // A decoder whose data has an end of its own does not ask for more once it has come.
    private static ReadOnlyMemory<byte>? DecompressWhole(ReadOnlyMemory<byte> bytes, Func<Stream, Stream> open)
    {
        using var source = new WatchedBytes(bytes.ToArray());
        ReadOnlyMemory<byte>? content = Read(source, open);
        return source.WasReadPastEnd ? null : content;
    }

    private static ReadOnlyMemory<byte>? Read(Stream source, Func<Stream, Stream> open)
    {
        try
        {
            using Stream decoder = open(source);
            return ReadBounded(decoder);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or ZstdException or InvalidOperationException)
        {
            // The last is what BrotliStream throws for data that is not Brotli; zlib data that needs a dictionary is an IOException.
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? ReadBounded(Stream decoder)
    {
        using var content = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = decoder.Read(chunk)) > 0)
        {
            if (content.Length + read > GreatestLength)
            {
                return null;
            }

            content.Write(chunk, 0, read);
        }

        return content.ToArray();
    }

    private sealed class WatchedBytes(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public bool WasReadPastEnd { get; private set; }

        public override int Read(Span<byte> buffer) => Watch(base.Read(buffer), buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => Watch(base.Read(buffer, offset, count), count);

        private int Watch(int read, int asked)
        {
            WasReadPastEnd |= read == 0 && asked > 0;
            return read;
        }
    }
}
