using InfernoSim.Capture.Forwarding;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Outbound;

/// <summary>The headers of a call that may say which exchange it belongs to.</summary>
internal static class Tracing
{
    /// <summary>Picks them out.</summary>
    /// <param name="headers">The call's headers.</param>
    /// <returns>Those that are there.</returns>
    public static HeaderMap Of(IHeaderDictionary headers) =>
        headers[TraceContext.InfernoHeader].Count == 0 && headers.TraceState.Count == 0 && headers.TraceParent.Count == 0
            ? HeaderMap.Empty
            : new HeaderMap(
            [
                new(TraceContext.InfernoHeader, headers[TraceContext.InfernoHeader].ToList()),
                new(TraceContext.TraceState, headers.TraceState.ToList()),
                new(TraceContext.TraceParent, headers.TraceParent.ToList()),
            ]);
}
