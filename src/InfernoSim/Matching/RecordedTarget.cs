using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Where a recorded outbound call went, from its <c>url</c> and, where that does not say, its <c>service</c>.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>; empty for a tunnel, whose authority has a port.</param>
/// <param name="Authority"><c>host</c> or <c>host:port</c>, as recorded.</param>
/// <param name="PathAndQuery">The target as recorded, from its first <c>/</c>; empty for a tunnel.</param>
internal readonly record struct RecordedTarget(string Scheme, string Authority, string PathAndQuery)
{
    /// <summary>Reads the target of a call.</summary>
    /// <param name="call">An <see cref="IncidentEventType.OutboundCall"/>.</param>
    /// <returns>The target; without a scheme in the <c>url</c> it is <c>http</c>, without a path it is <c>/</c>.</returns>
    public static RecordedTarget Of(IncidentEvent call)
    {
        string url = call.Url ?? "";
        if (string.Equals(call.Method, "CONNECT", StringComparison.OrdinalIgnoreCase))
        {
            return new RecordedTarget("", url.Length > 0 ? url : call.Service ?? "", "");
        }

        int separator = url.IndexOf("://", StringComparison.Ordinal);
        if (separator < 0 && (url.Length == 0 || url[0] is '/' or '*' or '?'))
        {
            return new RecordedTarget("http", call.Service ?? "", WithPath(url));
        }

        string scheme = separator < 0 ? "http" : url[..separator].ToLowerInvariant();
        string rest = separator < 0 ? url : url[(separator + 3)..];
        int end = rest.AsSpan().IndexOfAny('/', '?', '#');
        return end < 0
            ? new RecordedTarget(scheme, rest, "/")
            : new RecordedTarget(scheme, rest[..end], WithPath(rest[end..]));
    }

    private static string WithPath(string target)
    {
        int fragment = target.IndexOf('#');
        target = fragment < 0 ? target : target[..fragment];
        return target.Length == 0 || target[0] == '?' ? "/" + target : target;
    }
}
