using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Which bodies of an event have yet to be hashed.</summary>
[Flags]
internal enum UnhashedBodies
{
    None = 0,
    Primary = 1,
    Response = 2,
}

/// <summary>Leaves hashes for later.</summary>
internal static class UnhashedBodiesExtensions
{
    /// <summary>The event without the hashes that nobody has asked for yet.</summary>
    /// <param name="e">The event.</param>
    /// <param name="unhashed">Which these are.</param>
    public static IncidentEvent LeaveUnhashed(this IncidentEvent e, out UnhashedBodies unhashed)
    {
        unhashed = (e.Body.IsUnhashed ? UnhashedBodies.Primary : UnhashedBodies.None) | (e.ResponseBody.IsUnhashed ? UnhashedBodies.Response : UnhashedBodies.None);
        return unhashed == UnhashedBodies.None ? e : e with { Body = e.Body.WithoutHash(), ResponseBody = e.ResponseBody.WithoutHash() };
    }

    /// <summary>The event with hashes.</summary>
    /// <param name="unhashed">Which are missing.</param>
    /// <param name="e">The event.</param>
    public static IncidentEvent Hash(this UnhashedBodies unhashed, IncidentEvent e) => e with
    {
        Body = unhashed.HasFlag(UnhashedBodies.Primary) ? RecordedBody.OfWhole(e.Body.GetBytes()) : e.Body,
        ResponseBody = unhashed.HasFlag(UnhashedBodies.Response) ? RecordedBody.OfWhole(e.ResponseBody.GetBytes()) : e.ResponseBody,
    };
}
