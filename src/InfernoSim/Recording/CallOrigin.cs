using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

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
    /// <param name="tracing">Its headers, or those of them that carry identity.</param>
    /// <param name="openExchanges">The exchanges that are open.</param>
    /// <param name="ambient">The exchange whose code makes the call, where the front end knows.</param>
    /// <returns>The origin.</returns>
    public static CallOrigin Of(HeaderMap tracing, OpenExchanges openExchanges, string? ambient = null) => new(
        TraceContext.ReadExchangeId(tracing)
        ?? ambient
        ?? (TraceContext.ReadTraceParentId(tracing) is { } shared ? openExchanges.Find(shared) : null));

    /// <summary>The values of a header without what the recorder put there.</summary>
    /// <param name="name">The header.</param>
    /// <param name="values">Its values as the service sent them.</param>
    /// <returns>The values that are the service's own; none when there are none.</returns>
    public IReadOnlyList<string> OwnValues(string name, IReadOnlyList<string> values)
    {
        if (name.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        if (name.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase))
        {
            bool hasOurs = values.Any(list => list.Contains(TraceContext.InfernoMember + "=", StringComparison.Ordinal));
            return hasOurs ? TraceContext.RemoveMember(values) : values;
        }

        // A tracer makes a parent id of its own; one that is ours was copied by hand.
        bool isOurs = TraceId is not null && values.Count == 1
            && name.Equals(TraceContext.TraceParent, StringComparison.OrdinalIgnoreCase) && values[0] == TraceContext.ComposeTraceParent(TraceId);
        return isOurs ? [] : values;
    }
}
