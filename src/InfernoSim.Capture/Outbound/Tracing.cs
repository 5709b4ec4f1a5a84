using InfernoSim.Capture.Forwarding;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Outbound;

/// <summary>The headers of a call that may say which exchange it belongs to.</summary>
internal static class Tracing
{
    /// <summary>Shows the recorder a call that is not passed on.</summary>
    /// <param name="headers">The call's headers.</param>
    /// <param name="seen">What the recorder sees of it.</param>
    public static void Take(IHeaderDictionary headers, OutboundObservation seen)
    {
        seen.BeginRequest(headers.Connection.ToHopByHop(), Of(headers));
        foreach ((string name, StringValues values) in headers)
        {
            seen.TakeRequestField(name, values.ToList());
        }
    }

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
