using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// The last minutes of a service, in memory: whole exchanges with all that belongs to them, the oldest dropped first, by age and where
/// there is no more room. Nothing waits in here but for a lock that is held for moments.
/// </summary>
internal sealed class ExchangeRing : IBodyMemory
{
    private readonly Lock _lock = new();
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly EventScrubber? _scrubber;
    private readonly SpillStore? _disk;
    private readonly KeptChains _chains;
    private Spiller? _spiller;

    /// <summary>Makes an empty one.</summary>
    /// <param name="maxBytes">How much memory events, and bodies that are passing, may take together.</param>
    /// <param name="keep">How long an exchange is kept after its end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="scrubber">Takes out what is secret before anything leaves the memory; <see langword="null"/> where secrets are kept.</param>
    /// <param name="disk">Where the oldest go when half of the memory is taken; <see langword="null"/> for nowhere.</param>
    public ExchangeRing(long maxBytes, TimeSpan keep, TimeProvider time, EventScrubber? scrubber, SpillStore? disk = null)
    {
        (_maxBytes, _time, _scrubber, _disk) = (maxBytes, time, scrubber, disk);
        _chains = new KeptChains(maxBytes, keep, time, () => _spiller?.Obstacle);
    }

    /// <summary>Told of the exchange, or <see langword="null"/> for background work, of which an event could not be made, and is dropped.</summary>
    public Action<string?, Exception> Missed { get; init; } = static (_, _) => { };

    /// <summary>How many exchanges are kept, background work among them.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _chains.Count;
            }
        }
    }

    /// <summary>How many bytes are taken.</summary>
    public long Bytes => _chains.Bytes;

    /// <summary>How many bytes are taken of the disk.</summary>
    public long BytesOnDisk => _disk?.Bytes ?? 0;

    /// <summary>How often the disk could not be written to.</summary>
    public long DiskFailures => _spiller?.Failures ?? 0;

    /// <summary>How many exchanges there was no room for, though they were not the oldest.</summary>
    public long Dropped => _chains.Dropped;

    /// <summary>How many exchanges were dropped before their time, the oldest first, since the memory was full.</summary>
    public long Evicted => _chains.Evicted;

    /// <inheritdoc/>
    public bool TryTake(int bytes)
    {
        if (_chains.TryTakeFree(bytes))
        {
            return true;
        }

        lock (_lock)
        {
            return _chains.TryTake(bytes);
        }
    }

    /// <inheritdoc/>
    public void Return(int bytes) => _chains.Return(bytes);

    /// <summary>An exchange begins.</summary>
    /// <param name="exchange">What the recorder sees of it.</param>
    public void Open(InboundObservation exchange)
    {
        lock (_lock)
        {
            _chains.Open(exchange);
        }
    }

    /// <summary>A call begins.</summary>
    /// <param name="call">What the recorder sees of it.</param>
    public void Open(OutboundObservation call)
    {
        lock (_lock)
        {
            if (_chains.Find(call.Exchange) is { } chain)
            {
                chain.Begin(call);
            }
            else
            {
                _chains.Background.Add(call);
            }
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="call">What the recorder saw of it.</param>
    public void Close(OutboundObservation call)
    {
        lock (_lock)
        {
            _chains.Find(call.Exchange)?.End(call);
            _chains.Background.Remove(call);
        }
    }

    /// <summary>An exchange has ended, and its events are here.</summary>
    /// <param name="exchange">What the recorder saw of it.</param>
    public void Close(InboundObservation exchange)
    {
        lock (_lock)
        {
            if (_chains.Close(exchange))
            {
                SpillSoon();
            }
        }
    }

    /// <summary>Keeps an event, if there is room.</summary>
    /// <param name="kind">The log that it belongs into.</param>
    /// <param name="incidentEvent">The event; its bodies are copied.</param>
    public void Add(LogKind kind, IncidentEvent incidentEvent)
    {
        // What comes when its exchange is gone belongs to none that anybody will see. What an exchange says itself comes before it is closed.
        string? exchange = incidentEvent.TraceId is { } id && (kind == LogKind.Inbound || Knows(id)) ? id : null;
        try
        {
            IncidentEvent kept = exchange == incidentEvent.TraceId ? incidentEvent : ToBackground(incidentEvent);
            var bodies = KeptBodies.Of(kept);
            using ScratchLine line = EventLine.Of(kept, bodies.Apart);
            ReadOnlySpan<byte> primary = bodies.Primary > 0 ? kept.Body.GetBytes().Span : default;
            ReadOnlySpan<byte> response = bodies.Response > 0 ? kept.ResponseBody.GetBytes().Span : default;
            lock (_lock)
            {
                _chains.Add(new RingEntry(kind, default, line.SequenceAt, bodies), new RingBytes(line.Line, primary, response), exchange, kept.Timestamp.ToDateTimeOffset());
            }
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Drop(exchange, DropCause.Fault);
            Missed(exchange, fault);
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
            _chains.Drop(_chains.Find(id), cause);
        }
    }

    /// <summary>Keeps what an incident will need: what is open now, an exchange of its own, and all since a time, as long as there is room.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for none.</param>
    /// <param name="from">The time.</param>
    public void Retain(string? id, DateTimeOffset from)
    {
        lock (_lock)
        {
            _chains.Retain(id, from);
        }
    }

    /// <summary>Lets what was retained age out again.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _chains.Release();
        }
    }

    /// <summary>Whether an exchange is kept, or is known to be dropped.</summary>
    /// <param name="id">The exchange.</param>
    public bool Knows(string id)
    {
        lock (_lock)
        {
            return _chains.Find(id) is not null;
        }
    }

    /// <summary>Lets what is too old age out.</summary>
    public void AgeOut()
    {
        lock (_lock)
        {
            _chains.Trim();
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
                return _chains.FindToSpill() is not null;
            }
        }
    }

    /// <summary>What goes to disk next; <see langword="null"/> while there is memory enough, or nothing is ready.</summary>
    public TakenChain? NextToSpill()
    {
        lock (_lock)
        {
            return _chains.FindToSpill() is { } next ? TakenChain.Of(next) : null;
        }
    }

    /// <summary>Makes the events of a chain as they are written, without what is secret. One of which that fails is dropped.</summary>
    /// <param name="taken">The chain.</param>
    /// <returns>The events; <see langword="null"/> when it is dropped.</returns>
    public IReadOnlyList<(LogKind Log, SerializedEvent Event)>? TryMake(TakenChain taken) => MakeOrLose<IReadOnlyList<(LogKind, SerializedEvent)>>(
        taken.Chain,
        () => [.. taken.Events.Select(kept => (kept.Log, kept.Make(_scrubber))), .. taken.SoFar.Select(seen => (seen.Log, SerializedEvent.Of(_scrubber is null ? seen.Event : _scrubber.Scrub(seen.Event))))]);

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
            _chains.Spilled(chain, extent);
        }
    }

    /// <summary>Lets go of what is in a file, unless an incident needs it.</summary>
    /// <param name="segment">The file.</param>
    /// <returns>Whether it is empty now.</returns>
    public bool TryForget(SpillSegment segment)
    {
        lock (_lock)
        {
            return _chains.TryForget(segment);
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
            Chain[] met = [.. _chains.All().Where(chain => !chain.IsDropped && chain.Started <= until && !(chain.Ended < from))];
            chains = [.. met.Where(chain => !chain.Open.Any(Lacks)).Select(TakenChain.Of)];

            // A call that nobody compares says nothing before its end; what is said on a WebSocket does.
            OutboundObservation[] spoken = [.. _chains.Background.Where(call => call.Conversation is not null)];
            background = [.. spoken.Where(call => !Lacks(call))];
            completeFrom = from > _chains.CompleteFrom ? from : _chains.CompleteFrom;
            dropped = _chains.DropsSince(from);
            foreach (TrafficObservation lacking in met.Select(chain => chain.Open.FirstOrDefault(Lacks)).Concat(spoken.Where(Lacks)).OfType<TrafficObservation>())
            {
                dropped[(int)_chains.Refine(CauseOf(lacking))]++;
            }

            evicted = _chains.EvictedSince(from);
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

    private void SpillSoon()
    {
        if (_disk is not null && (_chains.IsHalfFull || _disk.Bytes > 0))
        {
            (_spiller ??= new Spiller(this, _disk, _time)).Start();
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
            _chains.Drop(chain, DropCause.Fault);
        }

        Missed(chain?.Id?.ToString(), fault);
    }

    private static IncidentEvent ToBackground(IncidentEvent call) => call with { TraceId = null, IsBackground = true };

    private static bool Lacks(TrafficObservation seen) => seen.LacksMemory;

    private DropCause CauseOf(TrafficObservation lacking) => lacking.RequestBody.Wanted + lacking.ResponseBody.Wanted > _maxBytes ? DropCause.Size : DropCause.Memory;
}
