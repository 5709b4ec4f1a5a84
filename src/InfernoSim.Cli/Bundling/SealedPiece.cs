using System.Buffers.Binary;
using System.Security.Cryptography;

namespace InfernoSim.Cli.Bundling;

/// <summary>
/// A piece of a bundle's content, encrypted by itself so that no more than one is in memory. The nonce is the piece's place and whether it is the
/// last: pieces that are left out, moved or added do not open. The key is of one bundle alone, so no nonce comes twice.
/// </summary>
internal static class SealedPiece
{
    /// <summary>How many bytes of content a piece has; the last one may have fewer.</summary>
    public const int Size = 64 * 1024;

    /// <summary>How many bytes it takes beside them.</summary>
    public const int TagSize = 16;

    /// <summary>Encrypts a piece.</summary>
    /// <param name="cipher">The cipher.</param>
    /// <param name="header">What it is bound to.</param>
    /// <param name="place">Its place, from 0.</param>
    /// <param name="isLast">Whether it is the last.</param>
    /// <param name="content">The content.</param>
    /// <param name="into">Gets the encrypted content and the tag.</param>
    public static void Seal(AesGcm cipher, BundleHeader header, long place, bool isLast, ReadOnlySpan<byte> content, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[12];
        Write(nonce, place, isLast);
        cipher.Encrypt(nonce, content, into[..content.Length], into.Slice(content.Length, TagSize), header.Bytes);
    }

    /// <summary>Decrypts a piece.</summary>
    /// <param name="cipher">The cipher.</param>
    /// <param name="header">What it is bound to.</param>
    /// <param name="place">Its place, from 0.</param>
    /// <param name="isLast">Whether it is the last.</param>
    /// <param name="piece">The encrypted content and the tag.</param>
    /// <param name="into">Gets the content.</param>
    /// <exception cref="AuthenticationTagMismatchException">It was not sealed so.</exception>
    public static void Open(AesGcm cipher, BundleHeader header, long place, bool isLast, ReadOnlySpan<byte> piece, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[12];
        Write(nonce, place, isLast);
        cipher.Decrypt(nonce, piece[..^TagSize], piece[^TagSize..], into[..(piece.Length - TagSize)], header.Bytes);
    }

    private static void Write(Span<byte> nonce, long place, bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(nonce, place);
        nonce[8] = isLast ? (byte)1 : (byte)0;
    }
}
