using System.Buffers;

namespace InfernoSim.Incidents;

/// <summary>Where a line is serialised to: kept from event to event while it is small, pooled when a large body made it grow.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>
{
    private const int SmallSize = 4 * 1024;
    private const int LargestKept = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(SmallSize);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Forgets the line.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(SmallSize);
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 256);
        if (needed <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
