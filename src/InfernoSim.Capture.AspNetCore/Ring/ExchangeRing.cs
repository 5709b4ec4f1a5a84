using System.Runtime.InteropServices;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// The last minutes of a service, in memory: whole exchanges with all that belongs to them, the oldest dropped first, by age and where
/// there is no more room. Nothing waits in here but for a lock that is held for moments.
/// </summary>
/// <param name="maxBytes">How much memory events, and bodies that are passing, may take together.</param>
/// <param name="keep">How long an exchange is kept after its end.</param>
/// <param name="time">The clock.</param>
/// <param name="scrubber">Takes out what is secret before anything leaves the memory; <see langword="null"/> where secrets are kept.</param>
/// <param name="disk">Where the oldest go when half of the memory is taken; <see langword="null"/> for nowhere.</param>
internal sealed class ExchangeRing(long maxBytes, TimeSpan keep, TimeProvider time, EventScrubber? scrubber, SpillStore? disk = null) : IBodyMemory
{
    // How many of the oldest are looked at for one whose events are all ready to be written.
    private const int MostLookedAt = 64;

    // What an event on disk takes in memory.
    private const int BytesOfPart = 16;

    // So many pieces of memory that one that is not full, or not empty yet, hardly matters.
    private const int FewestSlabs = 64;
    private const int SmallestSlab = 4 * 1024;
    private const int LargestSlab = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Slabs _slabs = new((int)Math.Clamp(maxBytes / FewestSlabs, SmallestSlab, LargestSlab));
    private readonly Dictionary<string, Chain> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<Chain> _onDisk = new();
    private readonly LinkedList<Chain> _ended = new();
    private readonly HashSet<Chain> _open = [];
    private readonly HashSet<OutboundObservation> _background = [];
    private readonly DropCounts[] _drops = [.. Enum.GetValues<DropCause>().Select(_ => new DropCounts())];
    private readonly DropCounts _evictions = new();
    private DateTimeOffset _completeFrom = DateTimeOffset.MinValue;
    private DateTimeOffset _retainedFrom = DateTimeOffset.MaxValue;
    private Spiller? _spiller;
    private long _bytes;
    private long _dropped;
    private long _evicted;

    /// <summary>Told of the exchange, or <see langword="null"/> for background work, of which an event could not be made, and is dropped.</summary>
    public Action<string?, Exception> Missed { get; init; } = static (_, _) => { };

    /// <summary>How many exchanges are kept, background work among them.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _onDisk.Count + _ended.Count + _open.Count;
            }
        }
    }

    /// <summary>How many bytes are taken.</summary>
    public long Bytes => Volatile.Read(ref _bytes) + _slabs.Bytes;

    /// <summary>How many bytes are taken of the disk.</summary>
    public long BytesOnDisk => disk?.Bytes ?? 0;

    /// <summary>How often the disk could not be written to.</summary>
    public long DiskFailures => _spiller?.Failures ?? 0;

    /// <summary>How many exchanges there was no room for, though they were not the oldest.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many exchanges were dropped before their time, the oldest first, since the memory was full.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <inheritdoc/>
    public bool TryTake(int bytes)
    {
        lock (_lock)
        {
            if (!MakeRoom(bytes))
            {
                return false;
            }

            _bytes += bytes;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Return(int bytes)
    {
        lock (_lock)
        {
            _bytes -= bytes;
        }
    }

    /// <summary>An exchange begins.</summary>
    /// <param name="exchange">What the recorder sees of it.</param>
    public void Open(InboundObservation exchange)
    {
        lock (_lock)
        {
            Trim();
            var chain = new Chain(exchange.TraceId, time.GetUtcNow());
            if (_byId.TryAdd(exchange.TraceId, chain))
            {
                chain.Begin(exchange);
                _open.Add(chain);
                _bytes += chain.Bytes;
            }
        }
    }

    /// <summary>An exchange begins of which nothing is kept, nor of what belongs to it.</summary>
    /// <param name="exchange">What the recorder sees of it.</param>
    public void LeaveOut(InboundObservation exchange)
    {
        lock (_lock)
        {
            var chain = new Chain(exchange.TraceId, time.GetUtcNow()) { IsDropped = true };
            if (_byId.TryAdd(exchange.TraceId, chain))
            {
                _open.Add(chain);
                _bytes += chain.Bytes;
            }
        }
    }

    /// <summary>A call begins.</summary>
    /// <param name="call">What the recorder sees of it.</param>
    public void Open(OutboundObservation call)
    {
        lock (_lock)
        {
            if (call.Exchange is not null && _byId.TryGetValue(call.Exchange, out Chain? chain))
            {
                chain.Begin(call);
            }
            else
            {
                _background.Add(call);
            }
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="call">What the recorder saw of it.</param>
    public void Close(OutboundObservation call)
    {
        lock (_lock)
        {
            if (call.Exchange is not null && _byId.TryGetValue(call.Exchange, out Chain? chain))
            {
                chain.End(call);
            }

            _background.Remove(call);
        }
    }

    /// <summary>An exchange has ended, and its events are here.</summary>
    /// <param name="exchange">What the recorder saw of it.</param>
    public void Close(InboundObservation exchange)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(exchange.TraceId, out Chain? chain) || !_open.Remove(chain))
            {
                return;
            }

            chain.End(exchange);
            chain.Ended = time.GetUtcNow();
            if (chain.IsDropped)
            {
                Forget(chain);
            }
            else
            {
                Gather(chain);
                _ended.AddLast(chain);
                SpillSoon();
            }
        }
    }

    /// <summary>Keeps an event, if there is room.</summary>
    /// <param name="kind">The log that it belongs into.</param>
    /// <param name="incidentEvent">The event; its bodies are copied.</param>
    public void Add(LogKind kind, IncidentEvent incidentEvent)
    {
        // What comes when its exchange is gone belongs to none that anybody will see.
        string? exchange = incidentEvent.TraceId is { } id && Knows(id) ? id : null;
        try
        {
            IncidentEvent kept = exchange == incidentEvent.TraceId ? incidentEvent : ToBackground(incidentEvent);
            var bodies = KeptBodies.Of(kept);
            using ScratchLine line = EventLine.Of(kept, bodies.Apart);
            ReadOnlySpan<byte> primary = bodies.Primary > 0 ? kept.Body.GetBytes().Span : default;
            ReadOnlySpan<byte> response = bodies.Response > 0 ? kept.ResponseBody.GetBytes().Span : default;
            Keep(new RingEntry(kind, default, line.SequenceAt, bodies), new RingBytes(line.Line, primary, response), exchange, kept.Timestamp.ToDateTimeOffset());
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Drop(exchange, DropCause.Fault);
            Missed(exchange, fault);
        }
    }

    private void Keep(RingEntry entry, RingBytes line, string? exchange, DateTimeOffset at)
    {
        lock (_lock)
        {
            Trim();
            if (exchange is not null && _byId.TryGetValue(exchange, out Chain? chain))
            {
                TryAdd(chain, entry, line);
                return;
            }

            var own = new Chain(null, at) { Ended = time.GetUtcNow() };
            if (MakeRoom(own.Bytes))
            {
                _bytes += own.Bytes;
                _ended.AddLast(own);
                TryAdd(own, entry, line);
            }
            else
            {
                CountDrop(DropCause.Memory);
            }
        }
    }

    /// <summary>Drops an exchange with all that belongs to it, also what is still to come, since there was no memory for a part of it.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for a call of background work.</param>
    /// <param name="part">The part.</param>
    public void Drop(string? id, TrafficObservation part) => Drop(id, CauseOf(part));

    /// <summary>Drops an exchange with all that belongs to it, also what is still to come.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for a call of background work.</param>
    /// <param name="cause">Why.</param>
    public void Drop(string? id, DropCause cause)
    {
        lock (_lock)
        {
            if (id is not null && _byId.TryGetValue(id, out Chain? chain))
            {
                Drop(chain, cause);
            }
            else
            {
                CountDrop(cause);
            }
        }
    }

    /// <summary>Keeps what an incident will need: what is open now, an exchange of its own, and all since a time, as long as there is room.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for none.</param>
    /// <param name="from">The time.</param>
    public void Retain(string? id, DateTimeOffset from)
    {
        lock (_lock)
        {
            Trim();
            _retainedFrom = from;
            foreach (Chain chain in _open)
            {
                chain.IsPinned = true;
            }

            if (id is not null && _byId.TryGetValue(id, out Chain? own))
            {
                own.IsPinned = true;
            }
        }
    }

    /// <summary>Lets what was retained age out again.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _retainedFrom = DateTimeOffset.MaxValue;
            foreach (Chain chain in All())
            {
                chain.IsPinned = false;
            }

            Trim();
        }
    }

    /// <summary>Whether an exchange is kept, or is known to be dropped.</summary>
    /// <param name="id">The exchange.</param>
    public bool Knows(string id)
    {
        lock (_lock)
        {
            return _byId.ContainsKey(id);
        }
    }

    /// <summary>Lets what is too old age out.</summary>
    public void AgeOut()
    {
        lock (_lock)
        {
            Trim();
            SpillSoon();
        }
    }

    /// <summary>Brings nothing more to disk, and waits for what is under way.</summary>
    public Task StopSpillingAsync() => _spiller?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Whether something is to go to disk.</summary>
    public bool HasToSpill
    {
        get
        {
            lock (_lock)
            {
                return FindToSpill() is not null;
            }
        }
    }

    /// <summary>What goes to disk next; <see langword="null"/> while there is memory enough, or nothing is ready.</summary>
    public TakenChain? NextToSpill()
    {
        lock (_lock)
        {
            return FindToSpill() is { } next ? TakenChain.Of(next) : null;
        }
    }

    /// <summary>Makes the events of a chain as they are written, without what is secret. One of which that fails is dropped.</summary>
    /// <param name="taken">The chain.</param>
    /// <returns>The events; <see langword="null"/> when it is dropped.</returns>
    public IReadOnlyList<(LogKind Log, SerializedEvent Event)>? TryMake(TakenChain taken) => MakeOrLose<IReadOnlyList<(LogKind, SerializedEvent)>>(
        taken.Chain,
        () => [.. taken.Events.Select(kept => (kept.Log, kept.Make(scrubber))), .. taken.SoFar.Select(seen => (seen.Log, SerializedEvent.Of(scrubber is null ? seen.Event : scrubber.Scrub(seen.Event))))]);

    /// <summary>Gives back what was taken of a chain.</summary>
    /// <param name="taken">The chain.</param>
    public void Return(TakenChain taken)
    {
        lock (_lock)
        {
            foreach (RingEntry entry in taken.Events)
            {
                entry.Line.Slab.EndReading();
            }
        }

        taken.Extent?.Segment.Leave();
    }

    /// <summary>A chain takes more of the disk than there may be, and stays in memory.</summary>
    /// <param name="chain">The chain.</param>
    public void KeepInMemory(Chain chain)
    {
        lock (_lock)
        {
            chain.StaysInMemory = true;
        }
    }

    /// <summary>The first events of a chain are on disk.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="extent">Where they are.</param>
    public void Spilled(Chain chain, Extent extent)
    {
        lock (_lock)
        {
            if (chain.IsDropped)
            {
                return;
            }

            _ended.Remove(chain);
            _onDisk.AddLast(chain);
            chain.Extent = extent;
            extent.Segment.Chains.Add(chain);
            int count = extent.Parts.Count;
            Free(CollectionsMarshal.AsSpan(chain.Events)[..count]);
            chain.LineBytes -= chain.Events.Take(count).Sum(entry => (long)entry.Line.Length);
            chain.Events.RemoveRange(0, count);
            long more = count * (BytesOfPart - RingEntry.Overhead);
            chain.Bytes += more;
            _bytes += more;
        }
    }

    /// <summary>Lets go of what is in a file, unless an incident needs it.</summary>
    /// <param name="segment">The file.</param>
    /// <returns>Whether it is empty now.</returns>
    public bool TryForget(SpillSegment segment)
    {
        lock (_lock)
        {
            if (segment.IsInUse || segment.Chains.Any(chain => chain.IsPinned))
            {
                return false;
            }

            foreach (Chain chain in segment.Chains.ToArray())
            {
                _onDisk.Remove(chain);
                Evict(chain);
            }

            return true;
        }
    }

    /// <summary>Whether nothing in a file is kept any more.</summary>
    /// <param name="segment">The file.</param>
    public bool IsEmpty(SpillSegment segment)
    {
        lock (_lock)
        {
            return segment.Chains.Count == 0;
        }
    }

    /// <summary>What happened since a time, and is here.</summary>
    /// <param name="from">The time.</param>
    /// <param name="until">What began later does not belong to it.</param>
    public RingSnapshot Take(DateTimeOffset from, DateTimeOffset until)
    {
        TakenChain[] chains;
        OutboundObservation[] background;
        DateTimeOffset completeFrom;
        long[] dropped;
        long evicted;
        lock (_lock)
        {
            Chain[] met = [.. All().Where(chain => !chain.IsDropped && chain.Started <= until && !(chain.Ended < from))];
            chains = [.. met.Where(chain => !chain.Open.Any(Lacks)).Select(TakenChain.Of)];

            // A call that nobody compares says nothing before its end; what is said on a WebSocket does.
            OutboundObservation[] spoken = [.. _background.Where(call => call.Conversation is not null)];
            background = [.. spoken.Where(call => !Lacks(call))];
            completeFrom = from > _completeFrom ? from : _completeFrom;
            dropped = [.. _drops.Select(counts => counts.Since(from))];
            foreach (TrafficObservation lacking in met.Select(chain => chain.Open.FirstOrDefault(Lacks)).Concat(spoken.Where(Lacks)).OfType<TrafficObservation>())
            {
                dropped[(int)Refine(CauseOf(lacking))]++;
            }

            evicted = _evictions.Since(from);
        }

        TakenChain?[] taken = [.. chains.OrderBy(chain => chain.Chain!.Started).Select(TryWithUnfinished), .. background.Select(call => TryTake(call, until))];
        TakenChain[] whole = [.. taken.OfType<TakenChain>()];
        dropped[(int)DropCause.Fault] += taken.Length - whole.Length;
        return new RingSnapshot(whole, TryMake, Return)
        {
            From = completeFrom,
            DropsBefore = [.. dropped.Select((count, cause) => new DroppedExchanges((DropCause)cause, count)).Where(drop => drop.Count > 0)],
            Evicted = evicted,
        };
    }

    private bool IsHalfFull => Bytes > maxBytes / 2;

    private Chain? FindToSpill() => IsHalfFull ? _ended.Take(MostLookedAt).FirstOrDefault(IsReadyForDisk) : null;

    private static bool IsReadyForDisk(Chain chain) =>
        chain is { Open.Count: 0, StaysInMemory: false, Events.Count: > 0 };

    private IEnumerable<Chain> All() => _onDisk.Concat(_ended).Concat(_open);

    private void SpillSoon()
    {
        if (disk is not null && (IsHalfFull || disk.Bytes > 0))
        {
            (_spiller ??= new Spiller(this, disk, time)).Start();
        }
    }

    private TakenChain? TryWithUnfinished(TakenChain taken)
    {
        TakenChain? whole = MakeOrLose(taken.Chain, taken.WithUnfinished);
        if (whole is null)
        {
            Return(taken);
        }

        return whole;
    }

    private TakenChain? TryTake(OutboundObservation background, DateTimeOffset until) => MakeOrLose(
        null,
        () => new TakenChain(
            null,
            [],
            [.. background.ToUnfinished().Where(call => call.Timestamp.ToDateTimeOffset() <= until).Select(call => (LogKind.Outbound, ToBackground(call)))],
            [],
            null,
            IsOpen: false));

    private T? MakeOrLose<T>(Chain? chain, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
#pragma warning disable CA1031 // What cannot be made is missing, and the rest of the incident is not.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Lose(chain, fault);
            return null;
        }
    }

    private void Lose(Chain? chain, Exception fault)
    {
        lock (_lock)
        {
            if (chain is null)
            {
                CountDrop(DropCause.Fault);
            }
            else
            {
                Drop(chain, DropCause.Fault);
            }
        }

        Missed(chain?.Id, fault);
    }

    private static IncidentEvent ToBackground(IncidentEvent call) => call with { TraceId = null, IsBackground = true };

    private static bool Lacks(TrafficObservation seen) => seen.LacksMemory;

    private DropCause CauseOf(TrafficObservation lacking) => lacking.RequestBody.Wanted + lacking.ResponseBody.Wanted > maxBytes ? DropCause.Size : DropCause.Memory;

    // A disk that takes nothing leaves the memory full.
    private DropCause Refine(DropCause cause) => cause == DropCause.Memory ? _spiller?.Obstacle ?? cause : cause;

    private void TryAdd(Chain chain, RingEntry entry, RingBytes line)
    {
        if (chain.IsDropped)
        {
            return;
        }

        // What an exchange says itself it says at its end; nobody knows how long its calls have to wait for that.
        bool isAlone = chain.Ended is null && entry.Log != LogKind.Inbound;
        int length = line.Length;
        bool isTooLarge = chain.Bytes + chain.LineBytes + RingEntry.Overhead + length > maxBytes;
        if (isTooLarge || !MakeRoom(RingEntry.Overhead + _slabs.MoreFor(length, isAlone), chain))
        {
            Drop(chain, isTooLarge ? DropCause.Size : DropCause.Memory);
            return;
        }

        chain.Events.Add(entry with { Line = _slabs.Put(line, isAlone) });
        chain.LineBytes += length;
        chain.Bytes += RingEntry.Overhead;
        _bytes += RingEntry.Overhead;
    }

    private void Gather(Chain chain)
    {
        foreach (ref RingEntry entry in CollectionsMarshal.AsSpan(chain.Events))
        {
            if (_slabs.IsToGather(entry.Line) && MakeRoom(_slabs.MoreFor(entry.Line.Length, isAlone: false), chain))
            {
                entry = entry with { Line = _slabs.Gather(entry.Line) };
            }
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
        LinkedListNode<Chain>? oldest = chains.First;
        while (Bytes + bytes > maxBytes && oldest is not null)
        {
            LinkedListNode<Chain>? next = oldest.Next;
            if (!oldest.Value.IsPinned && oldest.Value != except)
            {
                chains.Remove(oldest);
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
        _completeFrom = chain.Ended > _completeFrom ? chain.Ended.Value : _completeFrom;
    }

    private void Drop(Chain chain, DropCause cause)
    {
        if (chain.IsDropped)
        {
            return;
        }

        chain.IsDropped = true;
        CountDrop(cause);
        if (chain.Ended is not null)
        {
            (chain.Extent is null ? _ended : _onDisk).Remove(chain);
            Forget(chain);
            return;
        }

        // It stays known as dropped until it ends.
        _bytes -= chain.Bytes - Chain.Overhead;
        chain.Bytes = Chain.Overhead;
        ClearEvents(chain);
        chain.EndAll();
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

    private void Trim()
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

    private void Trim(LinkedList<Chain> chains, DateTimeOffset limit)
    {
        while (chains.First is { } oldest && oldest.Value.Ended < limit && !oldest.Value.IsPinned)
        {
            chains.RemoveFirst();
            Forget(oldest.Value);
        }
    }

    private void Forget(Chain chain)
    {
        _bytes -= chain.Bytes;
        chain.Bytes = 0;
        chain.IsDropped = true;
        ClearEvents(chain);
        chain.Extent?.Segment.Chains.Remove(chain);
        chain.Extent = null;

        // What goes on without it belongs to none.
        if (chain.Open.Count > 0)
        {
            _background.UnionWith(chain.Open.OfType<OutboundObservation>());
            chain.EndAll();
        }

        if (chain.Id is not null)
        {
            _byId.Remove(chain.Id);
        }
    }
}
