using InfernoSim.Incidents;
using InfernoSim.Scrubbing;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>An event that is kept as it was seen. What takes time is done when it leaves the memory: what is secret is taken out, and bodies are hashed.</summary>
/// <param name="Log">The log that it belongs into.</param>
/// <param name="Line">The event, with a digit in place of its sequence.</param>
/// <param name="SequenceAt">Where that is.</param>
/// <param name="Unhashed">Which of its bodies have yet to be hashed.</param>
internal readonly record struct RingEntry(LogKind Log, SlabLine Line, int SequenceAt, UnhashedBodies Unhashed)
{
    /// <summary>What an event takes beside its line.</summary>
    public const int Overhead = 64;

    /// <summary>The event as it is written.</summary>
    /// <param name="scrubber">Takes out what is secret; <see langword="null"/> where secrets are kept.</param>
    public SerializedEvent Make(EventScrubber? scrubber)
    {
        var kept = SerializedEvent.FromLine(Line.Memory, SequenceAt);
        if (scrubber is null && Unhashed == UnhashedBodies.None)
        {
            return kept.Copy();
        }

        IncidentEvent seen = Unhashed.Hash(kept.Read());
        return SerializedEvent.Of(scrubber is null ? seen : scrubber.Scrub(seen));
    }
}
