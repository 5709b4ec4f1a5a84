using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>The bodies of an event that is kept, which stand behind its line as they passed: to encode and to hash them takes time.</summary>
/// <param name="Unhashed">Which of them have yet to be hashed.</param>
/// <param name="Primary">How many bytes the first has.</param>
/// <param name="Response">How many bytes the second has.</param>
internal readonly record struct KeptBodies(EventBodies Unhashed, int Primary, int Response)
{
    /// <summary>How many bytes they have.</summary>
    public int Length => Primary + Response;

    /// <summary>Which they are: those that have bytes, or a hash to be taken.</summary>
    public EventBodies Apart => Unhashed | (Primary > 0 ? EventBodies.Primary : EventBodies.None) | (Response > 0 ? EventBodies.Response : EventBodies.None);

    /// <summary>The bodies of an event that need not stand in its line.</summary>
    /// <param name="e">The event.</param>
    public static KeptBodies Of(IncidentEvent e) => SqlEvent.Is(e.Type)
        ? default
        : new KeptBodies(
            (e.Body.IsUnhashed ? EventBodies.Primary : EventBodies.None) | (e.ResponseBody.IsUnhashed ? EventBodies.Response : EventBodies.None),
            e.Body.GetBytes().Length,
            e.ResponseBody.GetBytes().Length);

    /// <summary>The event with its bodies.</summary>
    /// <param name="line">The event without them.</param>
    /// <param name="bytes">Their bytes, one after the other.</param>
    public IncidentEvent PutBack(IncidentEvent line, ReadOnlyMemory<byte> bytes) => Apart == EventBodies.None ? line : line with
    {
        Body = PutBack(EventBodies.Primary, line.Body, bytes[..Primary]),
        ResponseBody = PutBack(EventBodies.Response, line.ResponseBody, bytes[Primary..]),
    };

    private RecordedBody PutBack(EventBodies which, RecordedBody facts, ReadOnlyMemory<byte> bytes) =>
        !Apart.HasFlag(which) ? facts
        : Unhashed.HasFlag(which) ? RecordedBody.OfWhole(bytes)
        : RecordedBody.FromBytes(bytes, facts.Size, facts.Sha256, facts.IsTruncated, facts.IsRedacted);
}
