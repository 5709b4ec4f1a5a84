using System.Buffers.Binary;
using System.IO.Hashing;

namespace InfernoSim.Matching;

/// <summary>
/// The last eight bytes of a gzip member (RFC 1952, section 2.3.1). <see cref="System.IO.Compression.GZipStream"/> does not miss
/// them, but curl and browsers take content without them for broken.
/// </summary>
internal static class GzipTrailer
{
    private const int Length = 8;

    /// <summary>Whether the trailer is there, and that of the content's last member.</summary>
    /// <param name="compressed">The members.</param>
    /// <param name="content">Their content.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool Fits(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> content)
    {
        if (compressed.Length < Length)
        {
            return false;
        }

        ReadOnlySpan<byte> trailer = compressed[^Length..];
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        return size <= content.Length && Crc32.HashToUInt32(content[^(int)size..]) == BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
