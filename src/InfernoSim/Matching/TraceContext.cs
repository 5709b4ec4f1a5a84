using System.Buffers;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// How the identity of an exchange travels through a service: <c>X-Inferno-TraceID</c>, the <c>inferno</c> member of W3C
/// <c>tracestate</c>, and <c>traceparent</c> (https://www.w3.org/TR/trace-context/).
/// </summary>
internal static class TraceContext
{
    /// <summary>The header that carries the <c>traceId</c> of an exchange.</summary>
    public const string InfernoHeader = "X-Inferno-TraceID";

    /// <summary>The W3C header that carries trace id and parent id.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The W3C header that carries vendor members.</summary>
    public const string TraceState = "tracestate";

    /// <summary>Our member of <c>tracestate</c>.</summary>
    public const string InfernoMember = "inferno";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The trace id that the call names as its exchange's own: from the header, else from <c>tracestate</c>.</summary>
    /// <param name="headers">The headers of the call.</param>
    /// <returns>32 lower-case hex digits, or <see langword="null"/>.</returns>
    public static string? ReadExchangeId(HeaderMap headers)
    {
        if (headers.TryGetFirst(InfernoHeader, out string? direct) && Normalize(direct) is { } id)
        {
            return id;
        }

        foreach (string list in headers.Values(TraceState))
        {
            foreach (string member in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (member.StartsWith(InfernoMember + "=", StringComparison.Ordinal)
                    && Normalize(member.AsSpan(InfernoMember.Length + 1)) is { } fromState)
                {
                    return fromState;
                }
            }
        }

        return null;
    }

    /// <summary>The trace id of <c>traceparent</c>, which several exchanges may share.</summary>
    /// <param name="headers">The headers of the call.</param>
    /// <returns>32 lower-case hex digits, or <see langword="null"/> when the header is absent or malformed.</returns>
    public static string? ReadTraceParentId(HeaderMap headers) => headers.TryGetFirst(TraceParent, out string? value) ? ReadTraceParentId(value) : null;

    /// <summary>The trace id of a <c>traceparent</c>, which several exchanges may share.</summary>
    /// <param name="value">The value of the header.</param>
    /// <returns>32 lower-case hex digits, or <see langword="null"/> when it is malformed.</returns>
    public static string? ReadTraceParentId(string value)
    {
        // version "-" trace-id "-" parent-id "-" trace-flags
        if (value.Length < 55 || value[2] != '-' || value[35] != '-')
        {
            return null;
        }

        return Normalize(value.AsSpan(3, 32));
    }

    /// <summary>A <c>tracestate</c> with our member first, as the W3C text asks of the last one to write, and the others kept.</summary>
    /// <param name="existing">The caller's <c>tracestate</c> values.</param>
    /// <param name="traceId">The exchange's id.</param>
    /// <returns>The header value.</returns>
    public static string ComposeTraceState(IReadOnlyList<string> existing, string traceId)
    {
        if (existing.Count == 0)
        {
            return $"{InfernoMember}={traceId}";
        }

        IEnumerable<string> others = existing
            .SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(member => !member.StartsWith(InfernoMember + "=", StringComparison.Ordinal));
        return string.Join(',', others.Prepend($"{InfernoMember}={traceId}"));
    }

    /// <summary>The <c>tracestate</c> values without our member.</summary>
    /// <param name="existing">The values.</param>
    /// <returns>The values that have other members; none when there are none.</returns>
    public static string[] RemoveMember(IReadOnlyList<string> existing) =>
    [
        .. existing
            .Select(list => string.Join(',', list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(member => !member.StartsWith(InfernoMember + "=", StringComparison.Ordinal))))
            .Where(list => list.Length > 0),
    ];

    /// <summary>A <c>traceparent</c> of our own, for a request that has none.</summary>
    /// <param name="traceId">The exchange's id; its last 16 digits serve as the parent id.</param>
    /// <returns>The header value, sampled.</returns>
    public static string ComposeTraceParent(string traceId) => $"00-{traceId}-{traceId[16..]}-01";

    private static string? Normalize(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length != 32 || text.ContainsAnyExcept(HexDigits) || !text.ContainsAnyExcept('0'))
        {
            return null;
        }

        return text.ContainsAnyInRange('A', 'F') ? text.ToString().ToLowerInvariant() : text.ToString();
    }
}
