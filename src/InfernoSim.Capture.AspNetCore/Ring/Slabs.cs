using System.Buffers;
using System.Numerics;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// Memory for the lines of events, in pieces that hold many and are used again: lines that each had an array of their own would be moved about by the
/// garbage collector for as long as they live, which would cost the service more than all the rest of the recording. Guarded by the lock of the ring.
/// </summary>
/// <param name="size">How many bytes are shared by lines that come one after the other.</param>
internal sealed class Slabs(int size)
{
    // Bodies that pass need room in bursts: as much is given free at once, and soon taken again.
    private const int MostSpare = 8;

    // Most lines that are on their own stay so for moments.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Shared;

    private readonly Stack<Slab> _spare = new(MostSpare);
    private Slab? _filling;
    private long _bytes;

    /// <summary>How many bytes are taken, without the few pieces that wait to be used again.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many bytes more are taken for a line.</summary>
    /// <param name="length">How long it is.</param>
    /// <param name="isAlone">Whether it is to be on its own.</param>
    public int MoreFor(int length, bool isAlone) => IsLong(length) ? length : isAlone ? SizeOfOne(length) : FitsIn(_filling, length) ? 0 : size;

    /// <summary>Takes a line in.</summary>
    /// <param name="line">The line; copied.</param>
    /// <param name="isAlone">Whether it is to be on its own, since nobody knows how long it stays.</param>
    public SlabLine Put(RingBytes line, bool isAlone)
    {
        if (IsLong(line.Length))
        {
            return Take(new Slab(GC.AllocateUninitializedArray<byte>(line.Length), isShared: false)).Put(line);
        }

        if (isAlone)
        {
            return Take(new Slab(Pool.Rent(SizeOfOne(line.Length)), isShared: false, Pool)).Put(line);
        }

        if (!FitsIn(_filling, line.Length))
        {
            _filling = Take(_spare.TryPop(out Slab? spare) ? spare : new Slab(GC.AllocateUninitializedArray<byte>(size), isShared: true));
        }

        return _filling!.Put(line);
    }

    /// <summary>Whether a line is on its own and could be with the others.</summary>
    /// <param name="line">The line.</param>
    public bool IsToGather(SlabLine line) => !line.Slab.IsShared && !IsLong(line.Length);

    /// <summary>Puts a line that was on its own to the others.</summary>
    /// <param name="line">The line; <see cref="IsToGather"/> it.</param>
    /// <returns>Where it is now.</returns>
    public SlabLine Gather(SlabLine line)
    {
        SlabLine gathered = Put(new RingBytes(line.Memory.Span), isAlone: false);
        Free(line);
        return gathered;
    }

    /// <summary>A line is kept no more. What only is read still, by who writes an incident, does not count, and is not used again.</summary>
    /// <param name="line">The line.</param>
    public void Free(SlabLine line)
    {
        Slab slab = line.Slab;
        if (!slab.Forget())
        {
            return;
        }

        Volatile.Write(ref _bytes, _bytes - slab.Size);
        _filling = _filling == slab ? null : _filling;
        if (!slab.IsShared)
        {
            slab.Leave();
        }
        else if (_spare.Count < MostSpare && slab.TryEmpty())
        {
            _spare.Push(slab);
        }
    }

    private static bool FitsIn(Slab? slab, int length) => slab is not null && length <= slab.Left;

    // Those of the pool are powers of two.
    private static int SizeOfOne(int length) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 16));

    // Little is left over at the end of what is shared.
    private bool IsLong(int length) => length > size / 4;

    private Slab Take(Slab slab)
    {
        Volatile.Write(ref _bytes, _bytes + slab.Size);
        return slab;
    }
}
