namespace InfernoSim.Incidents;

/// <summary>
/// The old form of an outbound call: no <c>responseCaptured</c>, no <c>response*</c> field, and the response (not the
/// request, which was never kept) in <c>headers</c> and <c>bodyB64</c>.
/// </summary>
internal static class LegacyOutboundCall
{
    /// <summary>
    /// Whether an event without captured response fields is in the old form. A call that failed had no response, and a
    /// tunnel has none of interest: what they hold is the request's.
    /// </summary>
    public static bool Is(IncidentEventType type, int status, string? method, bool responseCaptured) =>
        type == IncidentEventType.OutboundCall && !responseCaptured && status != 0 && method != "CONNECT";

    public static bool Is(IncidentEvent e) => Is(e.Type, e.Status, e.Method, e.ResponseCaptured);

    /// <summary>Refuses an event that would not be read back as it is.</summary>
    /// <exception cref="ArgumentException">Captured response fields without <see cref="IncidentEvent.ResponseCaptured"/>, or a request in the old form.</exception>
    public static void ThrowIfAmbiguous(IncidentEvent e)
    {
        if (e.Type != IncidentEventType.OutboundCall || e.ResponseCaptured)
        {
            return;
        }

        bool ambiguous = Is(e)
            ? e.Headers.Count > 0 || HasContent(e.Body) || e.ResponseTrailers.Count > 0
            : e.ResponseHeaders.Count > 0 || HasContent(e.ResponseBody) || e.ResponseTrailers.Count > 0;
        if (ambiguous)
        {
            throw new ArgumentException(
                $"The outbound call {e.Method} {e.Url} holds a request and a response but does not say ResponseCaptured = true; a reader would mistake one for the other.",
                nameof(e));
        }
    }

    private static bool HasContent(RecordedBody body) => body.Size > 0 || body.Sha256 is not null || body.IsTruncated || body.IsRedacted;
}
