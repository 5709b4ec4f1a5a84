using System.Runtime.InteropServices;
using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// The chains that are kept, and the memory that they take: the oldest are dropped first, by age and where there is no more room. Guarded by the lock of
/// the ring, but for its figures.
/// </summary>
/// <param name="maxBytes">How much memory events, and bodies that are passing, may take together.</param>
/// <param name="keep">How long an exchange is kept after its end.</param>
/// <param name="time">The clock.</param>
/// <param name="diskObstacle">Why the disk takes nothing, where it does not: then the memory is full because of it.</param>
internal sealed class KeptChains(long maxBytes, TimeSpan keep, TimeProvider time, Func<DropCause?> diskObstacle)
{
    // How many of the oldest are looked at for one whose events are all ready to be written.
    private const int MostLookedAt = 64;

    // What an event on disk takes in memory.
    private const int BytesOfPart = 16;

    // So many pieces of memory that one that is not full, or not empty yet, hardly matters.
    private const int FewestSlabs = 64;
    private const int SmallestSlab = 4 * 1024;
    private const int LargestSlab = 1024 * 1024;

    // Room is made for a piece of memory at a time, so that many go at once, and as many come next.
    private const int MostSpare = 4096;

    private readonly Slabs _slabs = new((int)Math.Clamp(maxBytes / FewestSlabs, SmallestSlab, LargestSlab));

    // Where room has to be made, a little more is made, for the bodies that come next.
    private readonly long _slack = maxBytes / FewestSlabs / 4;
    private readonly Dictionary<TraceKey, Chain> _byId = [];
    private readonly Stack<Chain> _spare = new();
    private readonly LinkedList<Chain> _onDisk = new();
    private readonly LinkedList<Chain> _ended = new();
    private readonly LinkedList<Chain> _open = new();
    private readonly DropCounts[] _drops = [.. Enum.GetValues<DropCause>().Select(_ => new DropCounts())];
    private readonly DropCounts _evictions = new();
    private DateTimeOffset _retainedFrom = DateTimeOffset.MaxValue;
    private long _bytes;
    private long _dropped;
    private long _evicted;

    /// <summary>How many there are.</summary>
    public int Count => _onDisk.Count + _ended.Count + _open.Count;

    /// <summary>How many bytes are taken.</summary>
    public long Bytes => Volatile.Read(ref _bytes) + _slabs.Bytes;

    /// <summary>How many there was no room for, though they were not the oldest.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many were dropped before their time, the oldest first, since the memory was full.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>Whether half of the memory is taken.</summary>
    public bool IsHalfFull => Bytes > maxBytes / 2;

    /// <summary>From when on nothing was evicted.</summary>
    public DateTimeOffset CompleteFrom { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Calls under way that belong to none.</summary>
    public HashSet<OutboundObservation> Background { get; } = [];

    /// <summary>All, those on disk first.</summary>
    public IEnumerable<Chain> All() => _onDisk.Concat(_ended).Concat(_open);

    /// <summary>The one of an exchange; <see langword="null"/> where it is not known.</summary>
    /// <param name="id">The exchange.</param>
    public Chain? Find(string? id) => TraceKey.TryRead(id) is { } key ? _byId.GetValueOrDefault(key) : null;

    /// <summary>Takes memory for a body that passes, where there is room without that anything goes. Needs no lock.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryTakeFree(int bytes)
    {
        Take(bytes);
        if (Bytes <= maxBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Takes memory for a body that passes.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryTake(int bytes)
    {
        if (!MakeRoom(bytes))
        {
            return false;
        }

        Take(bytes);
        return true;
    }

    /// <summary>Gives memory of a body back. Needs no lock.</summary>
    public void Return(int bytes) => Take(-bytes);

    /// <summary>One begins.</summary>
    /// <param name="exchange">What the recorder sees of its exchange.</param>
    public void Open(InboundObservation exchange)
    {
        Trim();
        if (TraceKey.TryRead(exchange.TraceId) is not { } id)
        {
            return;
        }

        ref Chain? chain = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, id, out bool isKnown);
        if (isKnown)
        {
            return;
        }

        chain = Begin(id, time.GetUtcNow());
        chain.Begin(exchange);
        _open.AddLast(chain.Place);
        Take(chain.Bytes);
    }

    /// <summary>One has ended, and its events are here.</summary>
    /// <param name="exchange">What the recorder saw of its exchange.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Close(InboundObservation exchange)
    {
        if (Find(exchange.TraceId) is not { } chain || chain.Place.List != _open)
        {
            return false;
        }

        _open.Remove(chain.Place);
        chain.End(exchange);
        chain.Ended = time.GetUtcNow();
        if (chain.IsDropped)
        {
            Forget(chain);
            return false;
        }

        Gather(chain);
        _ended.AddLast(chain.Place);
        return true;
    }

    /// <summary>Keeps an event, if there is room.</summary>
    /// <param name="entry">The event, but for its line.</param>
    /// <param name="line">Its line.</param>
    /// <param name="exchange">The exchange that it belongs to; one that is not known is background work.</param>
    /// <param name="at">When it was.</param>
    public void Add(RingEntry entry, RingBytes line, string? exchange, DateTimeOffset at)
    {
        Trim();
        if (Find(exchange) is { } chain)
        {
            TryAdd(chain, entry, line);
            return;
        }

        if (MakeRoom(Chain.Overhead))
        {
            Chain own = Begin(null, at);
            own.Ended = time.GetUtcNow();
            Take(own.Bytes);
            _ended.AddLast(own.Place);
            TryAdd(own, entry, line);
        }
        else
        {
            CountDrop(DropCause.Memory);
        }
    }

    /// <summary>Drops one with all that belongs to it, also what is still to come.</summary>
    /// <param name="chain">It; <see langword="null"/> for a call of background work.</param>
    /// <param name="cause">Why.</param>
    public void Drop(Chain? chain, DropCause cause)
    {
        if (chain is null)
        {
            CountDrop(cause);
            return;
        }

        if (chain.IsDropped)
        {
            return;
        }

        chain.IsDropped = true;
        CountDrop(cause);
        if (chain.Ended is not null)
        {
            Forget(chain);
            return;
        }

        // It stays known as dropped until it ends.
        Take(Chain.Overhead - chain.Bytes);
        chain.Bytes = Chain.Overhead;
        ClearEvents(chain);
        chain.EndAll();
    }

    /// <summary>How many were dropped since a time, by why.</summary>
    public long[] DropsSince(DateTimeOffset from) => [.. _drops.Select(counts => counts.Since(from))];

    /// <summary>How many were evicted since a time.</summary>
    public long EvictedSince(DateTimeOffset from) => _evictions.Since(from);

    /// <summary>Why there was no memory, where a disk that takes nothing leaves it full.</summary>
    public DropCause Refine(DropCause cause) => cause == DropCause.Memory ? diskObstacle() ?? cause : cause;

    /// <summary>Keeps what an incident will need: what is open now, an exchange of its own, and all since a time, as long as there is room.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for none.</param>
    /// <param name="from">The time.</param>
    public void Retain(string? id, DateTimeOffset from)
    {
        Trim();
        _retainedFrom = from;
        foreach (Chain chain in _open)
        {
            chain.IsPinned = true;
        }

        if (Find(id) is { } own)
        {
            own.IsPinned = true;
        }
    }

    /// <summary>Lets what was retained age out again.</summary>
    public void Release()
    {
        _retainedFrom = DateTimeOffset.MaxValue;
        foreach (Chain chain in All())
        {
            chain.IsPinned = false;
        }

        Trim();
    }

    /// <summary>Lets what is too old age out.</summary>
    public void Trim()
    {
        DateTimeOffset aged = time.GetUtcNow() - keep;
        DateTimeOffset limit = _retainedFrom < aged ? _retainedFrom : aged;
        Trim(_onDisk, limit);
        Trim(_ended, limit);
        foreach (DropCounts counts in _drops)
        {
            counts.Forget(limit);
        }

        _evictions.Forget(limit);
    }

    /// <summary>The one that goes to disk next; <see langword="null"/> while there is memory enough, or none is ready.</summary>
    public Chain? FindToSpill() => IsHalfFull ? _ended.Take(MostLookedAt).FirstOrDefault(IsReadyForDisk) : null;

    /// <summary>The first events of one are on disk.</summary>
    /// <param name="chain">It.</param>
    /// <param name="extent">Where they are.</param>
    public void Spilled(Chain chain, Extent extent)
    {
        if (chain.IsDropped)
        {
            return;
        }

        _ended.Remove(chain.Place);
        _onDisk.AddLast(chain.Place);
        chain.Extent = extent;
        extent.Segment.Chains.Add(chain);
        int count = extent.Parts.Count;
        Free(CollectionsMarshal.AsSpan(chain.Events)[..count]);
        chain.LineBytes -= chain.Events.Take(count).Sum(entry => (long)entry.Line.Length);
        chain.Events.RemoveRange(0, count);
        long more = count * (BytesOfPart - RingEntry.Overhead);
        chain.Bytes += more;
        Take(more);
    }

    /// <summary>Lets go of what is in a file, unless an incident needs it.</summary>
    /// <param name="segment">The file.</param>
    /// <returns>Whether it is empty now.</returns>
    public bool TryForget(SpillSegment segment)
    {
        if (segment.IsInUse || segment.Chains.Any(chain => chain.IsPinned))
        {
            return false;
        }

        foreach (Chain chain in segment.Chains.ToArray())
        {
            Evict(chain);
        }

        return true;
    }

    private static bool IsReadyForDisk(Chain chain) =>
        chain is { Open.Count: 0, StaysInMemory: false, Events.Count: > 0 };

    private void TryAdd(Chain chain, RingEntry entry, RingBytes line)
    {
        if (chain.IsDropped)
        {
            return;
        }

        // What an exchange says itself it says at its end; nobody knows how long its calls have to wait for that.
        bool isAlone = chain.Ended is null && entry.Log != LogKind.Inbound;
        int length = line.Length;
        int taken = isAlone ? _slabs.MoreFor(length, isAlone) : length;
        bool isTooLarge = chain.Bytes + chain.LineBytes + RingEntry.Overhead + taken > maxBytes;
        if (isTooLarge || !MakeRoom(RingEntry.Overhead + _slabs.MoreFor(length, isAlone), chain))
        {
            Drop(chain, isTooLarge ? DropCause.Size : DropCause.Memory);
            return;
        }

        chain.Events.Add(entry with { Line = _slabs.Put(line, isAlone) });
        chain.LineBytes += taken;
        chain.Bytes += RingEntry.Overhead;
        Take(RingEntry.Overhead);
    }

    private void Gather(Chain chain)
    {
        chain.LineBytes = 0;
        foreach (ref RingEntry entry in CollectionsMarshal.AsSpan(chain.Events))
        {
            if (_slabs.IsToGather(entry.Line) && MakeRoom(_slabs.MoreFor(entry.Line.Length, isAlone: false), chain))
            {
                entry = entry with { Line = _slabs.Gather(entry.Line) };
            }

            chain.LineBytes += entry.Line.Length;
        }
    }

    private void Free(ReadOnlySpan<RingEntry> entries)
    {
        foreach (RingEntry entry in entries)
        {
            _slabs.Free(entry.Line);
        }
    }

    // The oldest go first; what an incident waits for, and what is open, stays.
    private bool MakeRoom(long bytes, Chain? except = null)
    {
        MakeRoom(_ended, bytes, except);
        MakeRoom(_onDisk, bytes, except);
        return Bytes + bytes <= maxBytes;
    }

    private void MakeRoom(LinkedList<Chain> chains, long bytes, Chain? except)
    {
        if (Bytes + bytes <= maxBytes)
        {
            return;
        }

        LinkedListNode<Chain>? oldest = chains.First;
        while (Bytes + bytes > maxBytes - _slack && oldest is not null)
        {
            LinkedListNode<Chain>? next = oldest.Next;
            if (!oldest.Value.IsPinned && oldest.Value != except)
            {
                Evict(oldest.Value);
            }

            oldest = next;
        }
    }

    // Where older ones stay, on disk, one that goes is missing between others.
    private void Evict(Chain chain)
    {
        bool leavesGap = chain.Extent is null && _onDisk.Count > 0;
        Forget(chain);
        if (leavesGap)
        {
            CountDrop(DropCause.Memory);
            return;
        }

        _evicted++;
        _evictions.Add(time.GetUtcNow());
        CompleteFrom = chain.Ended > CompleteFrom ? chain.Ended.Value : CompleteFrom;
    }

    private void ClearEvents(Chain chain)
    {
        Free(CollectionsMarshal.AsSpan(chain.Events));
        chain.Events.Clear();
        chain.LineBytes = 0;
    }

    private void CountDrop(DropCause cause)
    {
        _dropped++;
        _drops[(int)Refine(cause)].Add(time.GetUtcNow());
    }

    private void Trim(LinkedList<Chain> chains, DateTimeOffset limit)
    {
        while (chains.First is { } oldest && oldest.Value.Ended < limit && !oldest.Value.IsPinned)
        {
            Forget(oldest.Value);
        }
    }

    private void Take(long bytes) => Interlocked.Add(ref _bytes, bytes);

    private Chain Begin(TraceKey? id, DateTimeOffset started)
    {
        Chain chain = _spare.TryPop(out Chain? spare) ? spare : new Chain();
        chain.Begin(id, started);
        return chain;
    }

    private void Forget(Chain chain)
    {
        chain.Place.List?.Remove(chain.Place);
        Take(-chain.Bytes);
        chain.Bytes = 0;
        chain.IsDropped = true;
        ClearEvents(chain);
        chain.Extent?.Segment.Chains.Remove(chain);
        chain.Extent = null;

        // What goes on without it belongs to none.
        if (chain.Open.Count > 0)
        {
            Background.UnionWith(chain.Open.OfType<OutboundObservation>());
            chain.EndAll();
        }

        if (chain.Id is { } id)
        {
            _byId.Remove(id);
        }

        if (!chain.IsTaken && _spare.Count < MostSpare)
        {
            _spare.Push(chain);
        }
    }
}
