using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Identity;

/// <summary>
/// Which exchange a call belongs to, read from what the service passed on, and what the call would have carried if the
/// service had not been told.
/// </summary>
internal readonly struct CallOrigin
{
    private CallOrigin(string? traceId) => TraceId = traceId;

    /// <summary>The exchange; <see langword="null"/> when the call does not say, or not clearly.</summary>
    public string? TraceId { get; }

    /// <summary>Reads the identity of a call.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="openExchanges">The exchanges that are open.</param>
    /// <returns>The origin.</returns>
    public static CallOrigin Of(IHeaderDictionary headers, OpenExchanges openExchanges)
    {
        StringValues direct = headers[TraceContext.InfernoHeader];
        StringValues state = headers.TraceState;
        StringValues parent = headers.TraceParent;
        if (direct.Count == 0 && state.Count == 0 && parent.Count == 0)
        {
            return default;
        }

        var tracing = new HeaderMap(
        [
            new(TraceContext.InfernoHeader, direct.ToArray()!),
            new(TraceContext.TraceState, state.ToArray()!),
            new(TraceContext.TraceParent, parent.ToArray()!),
        ]);
        string? named = TraceContext.ReadExchangeId(tracing);
        string? traceId = named ?? (TraceContext.ReadTraceParentId(tracing) is { } shared ? openExchanges.Find(shared) : null);
        return new CallOrigin(traceId);
    }

    /// <summary>The values of a header without what the inbound proxy put there.</summary>
    /// <param name="name">The header.</param>
    /// <param name="values">Its values as the service sent them.</param>
    /// <returns>The values that are the service's own; none when there are none.</returns>
    public StringValues OwnValues(string name, StringValues values)
    {
        if (name.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        if (name.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase))
        {
            return WithoutMember(values);
        }

        // A tracer makes a parent id of its own; one that is ours was copied by hand.
        bool isOurs = TraceId is not null && values.Count == 1
            && name.Equals(TraceContext.TraceParent, StringComparison.OrdinalIgnoreCase) && values[0] == TraceContext.ComposeTraceParent(TraceId);
        return isOurs ? default : values;
    }

    private static StringValues WithoutMember(StringValues values)
    {
        if (!values.Any(list => list is not null && list.Contains(TraceContext.InfernoMember + "=", StringComparison.Ordinal)))
        {
            return values;
        }

        string[] own = [.. values
            .Select(list => string.Join(',', (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(member => !member.StartsWith(TraceContext.InfernoMember + "=", StringComparison.Ordinal))))
            .Where(list => list.Length > 0)];
        return own.Length == 0 ? default : own;
    }
}
