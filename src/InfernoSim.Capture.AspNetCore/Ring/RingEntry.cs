using InfernoSim.Incidents;
using InfernoSim.Scrubbing;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// An event that is kept as it was seen. What takes time is done when it leaves the memory: what is secret is taken out, and bodies are
/// hashed and put into the line.
/// </summary>
/// <param name="Log">The log that it belongs into.</param>
/// <param name="Line">The event, with a digit in place of its sequence, and behind it its bodies.</param>
/// <param name="SequenceAt">Where that digit is.</param>
/// <param name="Bodies">Which these are.</param>
internal readonly record struct RingEntry(LogKind Log, SlabLine Line, int SequenceAt, KeptBodies Bodies)
{
    /// <summary>What an event takes beside its line.</summary>
    public const int Overhead = 64;

    /// <summary>The event as it is written.</summary>
    /// <param name="scrubber">Takes out what is secret; <see langword="null"/> where secrets are kept.</param>
    public SerializedEvent Make(EventScrubber? scrubber)
    {
        int end = Line.Length - Bodies.Length;
        var kept = SerializedEvent.FromLine(Line.Memory[..end], SequenceAt);
        if (scrubber is null && Bodies.Apart == EventBodies.None)
        {
            return kept.Copy();
        }

        IncidentEvent seen = Bodies.PutBack(kept.Read(), Line.Memory[end..]);
        return SerializedEvent.Of(scrubber is null ? seen : scrubber.Scrub(seen));
    }
}
