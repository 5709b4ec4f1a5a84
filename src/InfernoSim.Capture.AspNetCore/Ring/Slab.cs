using System.Buffers;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Lines one behind the other, or one alone. Guarded by the lock of the ring, but for reading lines between <see cref="BeginReading"/> and <see cref="EndReading"/>.</summary>
/// <param name="memory">Where they are.</param>
/// <param name="isShared">Whether it is for more than one.</param>
/// <param name="pool">Where the memory comes from; <see langword="null"/> where it is nobody's but its own.</param>
internal sealed class Slab(byte[] memory, bool isShared, ArrayPool<byte>? pool = null)
{
    private int _used;
    private int _kept;
    private int _readers;

    /// <summary>Whether it is for more than one line.</summary>
    public bool IsShared => isShared;

    /// <summary>How many bytes it takes.</summary>
    public int Size => memory.Length;

    /// <summary>How many bytes there is room for.</summary>
    public int Left => memory.Length - _used;

    /// <summary>Takes a line in.</summary>
    /// <param name="line">The line; there is room for it.</param>
    /// <returns>It, which is kept.</returns>
    public SlabLine Put(RingBytes line)
    {
        line.CopyTo(memory.AsSpan(_used));
        var put = new SlabLine(this, _used, line.Length);
        _used += line.Length;
        _kept++;
        return put;
    }

    /// <summary>The bytes of a line.</summary>
    public ReadOnlyMemory<byte> Read(int offset, int length) => memory.AsMemory(offset, length);

    /// <summary>A line of it is kept no more.</summary>
    /// <returns>Whether none is.</returns>
    public bool Forget() => --_kept == 0;

    /// <summary>Empties it, unless somebody still reads it.</summary>
    /// <returns>Whether it is empty.</returns>
    public bool TryEmpty()
    {
        _used = _readers == 0 ? 0 : _used;
        return _readers == 0;
    }

    /// <summary>Gives its memory back, unless somebody still reads it.</summary>
    public void Leave()
    {
        if (_readers == 0)
        {
            pool?.Return(memory);
        }
    }

    /// <summary>Somebody is to read a line of it.</summary>
    public void BeginReading() => _readers++;

    /// <summary>Somebody has read a line of it.</summary>
    public void EndReading() => _readers--;
}

/// <summary>A line in a slab.</summary>
/// <param name="Slab">The slab.</param>
/// <param name="Offset">Where in it the line begins.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct SlabLine(Slab Slab, int Offset, int Length)
{
    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Memory => Slab.Read(Offset, Length);
}
