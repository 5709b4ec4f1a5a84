using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Scrubbing;

/// <summary>Which message a value stands in.</summary>
/// <param name="IsCall">Whether it is a call to a dependency, or its answer, rather than a request to the service.</param>
/// <param name="Method">The method of the request.</param>
/// <param name="Scheme">Of a call, its scheme.</param>
/// <param name="Authority">Of a call, who is called.</param>
/// <param name="PathAndQuery">The target of the request.</param>
internal readonly record struct MessagePlace(bool IsCall, string Method, string Scheme, string Authority, string PathAndQuery)
{
    /// <summary>Of an event.</summary>
    /// <param name="e">The event.</param>
    public static MessagePlace Of(IncidentEvent e)
    {
        if (e.Type is IncidentEventType.InboundRequest or IncidentEventType.InboundResponse)
        {
            return new MessagePlace(false, e.Method ?? "GET", "", "", e.Url ?? "/");
        }

        RecordedTarget target = RecordedTarget.Of(e);
        return new MessagePlace(true, e.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery);
    }

    /// <summary>Where a target in a text begins: after scheme and host.</summary>
    /// <param name="url">A target, or a URL.</param>
    public static int TargetIn(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 && url.StartsWith('/') ? 0 : url.IndexOfAny(['/', '?'], scheme < 0 ? 0 : scheme + 3);
        return start < 0 ? url.Length : start;
    }
}
