using System.IO.Compression;

namespace InfernoSim.Matching;

/// <summary>Undoes a <c>Content-Encoding</c> (RFC 9110, section 8.4), so that the same content compressed otherwise is the same.</summary>
internal static class ContentDecoder
{
    /// <summary>What a body may grow to, in bytes. One that grows beyond is compared as it is on the wire.</summary>
    public const int GreatestLength = 64 * 1024 * 1024;

    /// <summary>Decodes <c>gzip</c>, <c>br</c> and <c>deflate</c>, also several in a row.</summary>
    /// <param name="bytes">The body as on the wire.</param>
    /// <param name="encoding">The field value.</param>
    /// <param name="isDecoded">
    /// Whether what is returned is the content; <see langword="false"/> when the encoding is another, broken, or grows too
    /// long, so that it is <paramref name="bytes"/> as they are.
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
        string[] applied = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in applied.Reverse())
        {
            if (DecodeOne(content, name.ToLowerInvariant()) is not { } decoded)
            {
                isDecoded = false;
                return bytes;
            }

            content = decoded;
        }

        return content;
    }

    private static ReadOnlyMemory<byte>? DecodeOne(ReadOnlyMemory<byte> bytes, string name)
    {
        if (name is "identity")
        {
            return bytes;
        }

        using var compressed = new MemoryStream(bytes.ToArray(), writable: false);
        using Stream? decoder = name switch
        {
            "gzip" or "x-gzip" => new GZipStream(compressed, CompressionMode.Decompress),
            "br" => new BrotliStream(compressed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(compressed, CompressionMode.Decompress),
            _ => null,
        };

        try
        {
            return decoder is null ? null : ReadBounded(decoder);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // What BrotliStream throws for data that is not Brotli.
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
}
