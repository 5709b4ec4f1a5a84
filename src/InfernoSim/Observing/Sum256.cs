using System.Buffers.Binary;
using System.Security.Cryptography;

namespace InfernoSim.Observing;

/// <summary>
/// A fingerprint of a set of observations that may come in any order: the sum of their SHA-256 hashes, lane by lane modulo
/// 2^64. Each observation carries its own place in the incident, so that order in time adds nothing. Thread-safe.
/// </summary>
internal sealed class Sum256
{
    private readonly Lock _lock = new();
    private ulong _lane0;
    private ulong _lane1;
    private ulong _lane2;
    private ulong _lane3;

    public void Add(ReadOnlySpan<byte> observation)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(observation, hash);
        lock (_lock)
        {
            _lane0 += BinaryPrimitives.ReadUInt64LittleEndian(hash);
            _lane1 += BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
            _lane2 += BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]);
            _lane3 += BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]);
        }
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[SHA256.HashSizeInBytes];
        lock (_lock)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, _lane0);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), _lane1);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), _lane2);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), _lane3);
        }

        return bytes;
    }
}
