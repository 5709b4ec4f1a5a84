using System.Diagnostics;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Testing.Interception;

/// <summary>The identity of an exchange, in the headers of its request and in the activity of the code that handles it.</summary>
internal static class ExchangeIds
{
    /// <summary>The exchange that a request names.</summary>
    /// <returns>32 lower-case hex digits, or <see langword="null"/>.</returns>
    public static string? Read(IHeaderDictionary headers) => TraceContext.ReadExchangeId(new HeaderMap(
    [
        new(TraceContext.InfernoHeader, headers[TraceContext.InfernoHeader].ToArray()!),
        new(TraceContext.TraceState, headers.TraceState.ToArray()!),
    ]));

    /// <summary>Starts an activity that continues the request's trace.</summary>
    public static Activity StartActivity(IHeaderDictionary headers)
    {
        var activity = new Activity("InfernoSim.Request");
        if (headers.TraceParent is [{ } parent])
        {
            activity.SetParentId(parent);
            activity.TraceStateString = headers.TraceState.ToString();
        }

        return activity.SetIdFormat(ActivityIdFormat.W3C).Start();
    }
}
