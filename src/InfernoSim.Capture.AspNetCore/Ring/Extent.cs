using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Where on disk the events of a chain are.</summary>
/// <param name="Segment">The file.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Parts">What they are, one after the other.</param>
internal sealed record Extent(SpillSegment Segment, long Offset, IReadOnlyList<ExtentPart> Parts)
{
    /// <summary>Reads the events.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<(LogKind Log, SerializedEvent Event)> Read()
    {
        var events = new List<(LogKind, SerializedEvent)>(Parts.Count);
        long offset = Offset;
        foreach (ExtentPart part in Parts)
        {
            byte[] line = new byte[part.Length];
            Segment.Read(line, offset);
            offset += part.Length;
            events.Add((part.Log, SerializedEvent.FromLine(line, part.SequenceAt)));
        }

        return events;
    }
}

/// <summary>An event on disk.</summary>
/// <param name="Log">The log that it belongs into.</param>
/// <param name="Length">How many bytes it takes.</param>
/// <param name="SequenceAt">Where in it its sequence will stand.</param>
internal readonly record struct ExtentPart(LogKind Log, int Length, int SequenceAt);
