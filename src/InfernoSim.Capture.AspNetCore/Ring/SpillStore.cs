using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>The files that chains are spilled to, the oldest first, which never take more of the disk than they may. For one at a time, but for what it says of itself.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="maxBytes">How much they may take.</param>
internal sealed class SpillStore(string folder, long maxBytes)
{
    // So much of it goes at once when there is no more room, and no more files are open than a process can well have.
    private const int Segments = 64;
    private const long SmallestSegment = 64 * 1024;
    private const long LargestSegment = 32 * 1024 * 1024;

    private readonly LinkedList<SpillSegment> _segments = new();
    private readonly long _segmentBytes = Math.Clamp(maxBytes / Segments, SmallestSegment, LargestSegment);
    private long _bytes;

    /// <summary>How much they take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether events would find room when nothing else took any.</summary>
    /// <param name="events">The events.</param>
    public bool Fits(IReadOnlyList<(LogKind Log, SerializedEvent Event)> events) => events.Sum(item => (long)item.Event.Length) <= maxBytes;

    /// <summary>Writes the events of a chain.</summary>
    /// <param name="events">The events, without what is secret.</param>
    /// <param name="tryForget">Lets go of what is in a file, to make room; not where that is needed.</param>
    /// <returns>Where they are; <see langword="null"/> when there is no room.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written there.</exception>
    public async ValueTask<Extent?> WriteAsync(IReadOnlyList<(LogKind Log, SerializedEvent Event)> events, Func<SpillSegment, bool> tryForget)
    {
        ReadOnlyMemory<byte>[] lines = [.. events.Select(item => item.Event.Line)];
        long length = lines.Sum(line => (long)line.Length);
        while (Bytes + length > maxBytes)
        {
            if (_segments.First is not { } oldest || !tryForget(oldest.Value))
            {
                return null;
            }

            Retire(oldest);
        }

        SpillSegment segment = SegmentFor(length);
        long offset = await segment.AppendAsync(lines, length);
        Interlocked.Add(ref _bytes, length);
        return new Extent(segment, offset, [.. events.Select(item => new ExtentPart(item.Log, item.Event.Length, item.Event.SequenceAt))]);
    }

    /// <summary>Gives back the oldest files, where nothing in them is kept any more.</summary>
    /// <param name="isEmpty">Whether that is so.</param>
    public void Collect(Func<SpillSegment, bool> isEmpty)
    {
        while (_segments.First is { } oldest && isEmpty(oldest.Value))
        {
            Retire(oldest);
        }
    }

    private SpillSegment SegmentFor(long length)
    {
        if (_segments.Last is { Value: { } last } && (last.Length == 0 || last.Length + length <= _segmentBytes))
        {
            return last;
        }

        var made = SpillSegment.Create(folder, gone => Interlocked.Add(ref _bytes, -gone.Length));
        _segments.AddLast(made);
        return made;
    }

    private void Retire(LinkedListNode<SpillSegment> segment)
    {
        _segments.Remove(segment);
        segment.Value.Leave();
    }
}
