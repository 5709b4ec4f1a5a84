using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.WebSockets;

namespace InfernoSim.Planning;

/// <summary>The headers of a recorded request, sorted by what a replay does with them.</summary>
internal sealed class PlannedHeaders
{
    // Written for each replayed request, or a property of the connection. Trailers of requests are not recorded, so none are announced.
    private static readonly FrozenSet<string> NotSent = FrozenSet.ToFrozenSet(
        [
            "Host", "Cookie", "Content-Length", "Expect", "Trailer", TraceContext.InfernoHeader, TraceContext.TraceParent, TraceContext.TraceState,
            WebSocketHandshake.KeyField, WebSocketHandshake.ExtensionsField,
        ],
        StringComparer.OrdinalIgnoreCase);

    // Of those, what can be supplied because it is the same for every request.
    private static readonly FrozenSet<string> Suppliable = FrozenSet.ToFrozenSet(["Host", "Cookie"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ContentHeaders = FrozenSet.ToFrozenSet(
        ["Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified"],
        StringComparer.OrdinalIgnoreCase);

    private PlannedHeaders()
    {
    }

    public string? Host { get; private init; }

    /// <summary>The recorded Cookie value, or <see langword="null"/>.</summary>
    public string? Cookie { get; private init; }

    public IReadOnlyList<string> TraceState { get; private init; } = [];

    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Request { get; private init; } = [];

    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Content { get; private init; } = [];

    /// <summary>Whether the request came in chunks, without a length.</summary>
    public bool IsChunked { get; private init; }

    /// <summary>Headers that are left out because capture redacted them and nothing was supplied in their place.</summary>
    public IReadOnlyList<string> Lacking { get; private init; } = [];

    /// <summary>Whether a header is made by the replay or its transport, so that supplying it would do nothing.</summary>
    public static bool IsOurs(string name) => (NotSent.Contains(name) && !Suppliable.Contains(name)) || HopByHop.IsAlways(name);

    public static PlannedHeaders Of(HeaderMap recorded, IReadOnlyList<KeyValuePair<string, string>> supplied)
    {
        HeaderMap replacements = new(supplied.Select(h => new KeyValuePair<string, IReadOnlyList<string>>(h.Key, [h.Value])));
        var sent = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        var lacking = new List<string>();
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in HopByHop.Remove(recorded))
        {
            if (NotSent.Contains(field.Key) || replacements.Values(field.Key).Count > 0)
            {
                continue;
            }

            if (field.Value.Any(Redaction.IsRedacted))
            {
                lacking.Add(field.Key);
                continue;
            }

            sent.Add(field);
        }

        sent.AddRange(replacements.Where(field => !NotSent.Contains(field.Key)));
        return new PlannedHeaders
        {
            Host = First(replacements, "Host") ?? First(recorded, "Host"),
            Cookie = First(replacements, "Cookie") ?? Join(recorded.Values("Cookie")),
            TraceState = recorded.Values(TraceContext.TraceState),
            Request = [.. sent.Where(field => !ContentHeaders.Contains(field.Key))],
            Content = [.. sent.Where(field => ContentHeaders.Contains(field.Key))],
            IsChunked = recorded.Values("Transfer-Encoding").Any(coding => coding.Contains("chunked", StringComparison.OrdinalIgnoreCase)),
            Lacking = lacking,
        };
    }

    private static string? First(HeaderMap headers, string name) => headers.TryGetFirst(name, out string? value) ? value : null;

    private static string? Join(IReadOnlyList<string> values) => values.Count == 0 ? null : string.Join("; ", values);
}
