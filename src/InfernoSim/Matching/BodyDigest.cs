using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace InfernoSim.Matching;

/// <summary>
/// Feeds bodies to a hash in their canonical form, so that a fingerprint is as insensitive to JSON white space, key order,
/// number and string notation, form order, compression and an exchange's own trace ids as <see cref="BodyComparer"/> is.
/// </summary>
internal static class BodyDigest
{
    // A buffer that one great body has blown up is not kept.
    private const int GreatestKept = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Appends the canonical form, which ends itself: no length need be added to tell it from what follows.</summary>
    /// <param name="sink">The hash.</param>
    /// <param name="body">A whole body.</param>
    /// <param name="ids">The ids of the body's own exchange.</param>
    public static void AppendCanonical(IncrementalHash sink, BodyContent body, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = Canonical(body, ids);
        sink.AppendData(BitConverter.GetBytes((long)buffer.WrittenCount));
        sink.AppendData(buffer.WrittenSpan);
        Release(buffer);
    }

    /// <inheritdoc cref="AppendCanonical(IncrementalHash, BodyContent, OwnIds)"/>
    public static void AppendCanonical(XxHash128 sink, BodyContent body, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = Canonical(body, ids);
        sink.Append(BitConverter.GetBytes((long)buffer.WrittenCount));
        sink.Append(buffer.WrittenSpan);
        Release(buffer);
    }

    /// <summary>SHA-256 of the canonical form.</summary>
    /// <param name="body">A whole body.</param>
    /// <param name="ids">The ids of the body's own exchange.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Sha256(BodyContent body, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = Canonical(body, ids);
        byte[] digest = SHA256.HashData(buffer.WrittenSpan);
        Release(buffer);
        return digest;
    }

    /// <summary>XXH3 of 128 bits of the canonical form.</summary>
    /// <param name="body">A whole body.</param>
    /// <param name="ids">The ids of the body's own exchange.</param>
    /// <returns>The hash.</returns>
    public static UInt128 Hash128(BodyContent body, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = Canonical(body, ids);
        UInt128 digest = XxHash128.HashToUInt128(buffer.WrittenSpan);
        Release(buffer);
        return digest;
    }

    private static ArrayBufferWriter<byte> Canonical(BodyContent body, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = _buffer ?? new ArrayBufferWriter<byte>(4096);
        _buffer = null;
        CanonicalBody.Append(body, ids, buffer);
        return buffer;
    }

    private static void Release(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity <= GreatestKept)
        {
            buffer.ResetWrittenCount();
            _buffer = buffer;
        }
    }
}
