using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>A header of a dependency call in the form that it is compared in.</summary>
/// <param name="Name">The field name as it came.</param>
/// <param name="Kind">How it is compared.</param>
/// <param name="Value">The values without what makes no difference, own trace ids masked.</param>
/// <param name="Shown">The values as they came.</param>
internal readonly record struct CallHeader(string Name, CallHeaderKind Kind, string Value, string Shown);

/// <summary>The headers of a dependency call that are compared, by name. Immutable.</summary>
internal sealed class CallHeaders
{
    private CallHeaders(CallHeader[] all) => All = all;

    /// <summary>In the order of their names, in any case.</summary>
    public IReadOnlyList<CallHeader> All { get; }

    /// <summary>Reads headers.</summary>
    /// <param name="headers">What came, or was recorded.</param>
    /// <param name="ids">The ids of the exchange that made the call.</param>
    public static CallHeaders Of(HeaderMap headers, OwnIds ids)
    {
        var all = new List<CallHeader>(headers.Count);
        foreach ((string name, IReadOnlyList<string> values) in HopByHop.Remove(headers))
        {
            CallHeaderKind kind = CallHeaderNames.KindOf(name);
            if (kind != CallHeaderKind.LeftOut && values.Count > 0)
            {
                all.Add(new CallHeader(name, kind, Canonical(name, kind, values, ids), string.Join(kind == CallHeaderKind.Cookie ? "; " : ", ", values)));
            }
        }

        all.Sort((left, right) => string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase));
        return new CallHeaders([.. all]);
    }

    /// <summary>The headers that a recorded call was made with.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ids">The ids of the recorded exchange.</param>
    /// <returns><see langword="null"/> when the recording, in an old form, does not hold them.</returns>
    public static CallHeaders? OfRecorded(IncidentEvent call, OwnIds ids) =>
        call.Headers.Count > 0 && CallKey.HoldsRequest(call) ? Of(call.Headers, ids) : null;

    private static string Canonical(string name, CallHeaderKind kind, IReadOnlyList<string> values, OwnIds ids)
    {
        if (kind == CallHeaderKind.Cookie)
        {
            return string.Join("; ", values.SelectMany(line => line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal));
        }

        string joined = string.Join(", ", HeaderValue.Canonical(name, values, ids));
        return CallHeaderNames.IsAnyCase(name) ? Tight(joined.ToLowerInvariant()) : joined;
    }

    // "text/html; q=0.9" is "text/html;q=0.9".
    private static string Tight(string value) => string.Join(';', value.Split(';', StringSplitOptions.TrimEntries));
}
