using System.Buffers;
using System.Buffers.Text;

namespace InfernoSim.Matching;

/// <summary>
/// The chunks of an upload to object storage (<c>Content-Encoding: aws-chunked</c>), each with a signature that changes with the
/// clock: <c>5;chunk-signature=…</c>, the data, and a chunk of no length with trailers at the end.
/// </summary>
internal static class AwsChunked
{
    /// <summary>The name of the coding.</summary>
    public const string Name = "aws-chunked";

    private static ReadOnlySpan<byte> EndOfLine => "\r\n"u8;

    /// <summary>Whether a body that no <c>Content-Encoding</c> says it of is one: older clients say it in <c>x-amz-content-sha256</c> alone.</summary>
    /// <param name="contentSha256">The value of <c>x-amz-content-sha256</c>.</param>
    /// <param name="body">The body.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsUnannounced(string? contentSha256, ReadOnlyMemory<byte> body) =>
        contentSha256 is not null && contentSha256.StartsWith("STREAMING-", StringComparison.OrdinalIgnoreCase) && Decode(body) is not null;

    /// <summary>Puts the data of the chunks together, without signatures and trailers, which follow from the data and the clock.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The data; <see langword="null"/> when the body is not whole, or something else.</returns>
    public static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> rest = body.Span;
        var data = new ArrayBufferWriter<byte>(rest.Length + 1);
        while (TryReadSize(ref rest, out int size))
        {
            if (size == 0)
            {
                return rest.IsEmpty || rest.EndsWith(EndOfLine) ? data.WrittenMemory : (ReadOnlyMemory<byte>?)null;
            }

            if (rest.Length - EndOfLine.Length < size || !rest[size..].StartsWith(EndOfLine))
            {
                return null;
            }

            data.Write(rest[..size]);
            rest = rest[(size + EndOfLine.Length)..];
        }

        return null;
    }

    private static bool TryReadSize(ref ReadOnlySpan<byte> rest, out int size)
    {
        size = 0;
        int end = rest.IndexOf(EndOfLine);
        if (end <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> line = rest[..end];
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = semicolon < 0 ? line : line[..semicolon];
        rest = rest[(end + EndOfLine.Length)..];
        return Utf8Parser.TryParse(digits, out size, out int consumed, 'x') && consumed == digits.Length && size >= 0;
    }
}
