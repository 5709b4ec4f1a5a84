using System.Security.Cryptography;
using InfernoSim.Incidents;

namespace InfernoSim.Testing.Recording;

/// <summary>Keeps the first bytes of a body that passes by, and the size and hash of all of it. One writer at a time.</summary>
/// <param name="limit">How many bytes are kept.</param>
internal sealed class BodyTape(int limit) : IDisposable
{
    private readonly MemoryStream _kept = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _size += bytes.Length;
        _hash.AppendData(bytes);
        _kept.Write(bytes[..(int)Math.Min(bytes.Length, limit - _kept.Length)]);
    }

    /// <param name="cut">Whether the body was not seen to its end.</param>
    public RecordedBody ToBody(bool cut = false) => _size == 0 && !cut
        ? RecordedBody.None
        : RecordedBody.FromBytes(_kept.ToArray(), _size, Convert.ToHexStringLower(_hash.GetCurrentHash()), truncated: cut || _kept.Length < _size);

    public static RecordedBody Of(ReadOnlyMemory<byte> body, int limit)
    {
        using var tape = new BodyTape(limit);
        tape.Append(body.Span);
        return tape.ToBody();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept.Dispose();
        _hash.Dispose();
    }
}
