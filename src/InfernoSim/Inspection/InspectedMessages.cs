using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Inspection;

/// <summary>How much was said over a WebSocket.</summary>
/// <param name="Sent">Messages of the side that asked for it.</param>
/// <param name="Came">Messages of the side that was asked.</param>
internal sealed record InspectedMessages(long Sent, long Came)
{
    /// <summary>Of an outbound call, or a response of the service.</summary>
    /// <param name="e">The event; <see langword="null"/> where none was recorded.</param>
    /// <returns><see langword="null"/> where it is no WebSocket, or nobody saw what was said.</returns>
    public static InspectedMessages? Of(IncidentEvent? e)
    {
        if (e is null || !RecordedConversation.Is(e))
        {
            return null;
        }

        long came = e.Messages.Count == 0 ? 0 : e.Messages[^1].Came;
        return new InspectedMessages(e.Messages.Count - came, came);
    }

    /// <inheritdoc/>
    public override string ToString() => $" (WebSocket: {Count(Sent)} there, {Came} back)";

    private static string Count(long count) => count == 1 ? "1 message" : $"{count} messages";
}
