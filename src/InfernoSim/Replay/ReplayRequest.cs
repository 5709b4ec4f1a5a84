using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>Makes the request of an exchange for one worker.</summary>
internal static class ReplayRequest
{
    /// <summary>Builds it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="target">Where to.</param>
    /// <param name="traceId">The request's own id.</param>
    /// <param name="cookies">The worker's cookies.</param>
    /// <param name="lacksCookie">Whether a recorded cookie had to be left out.</param>
    public static HttpRequestMessage Build(PlannedExchange exchange, Uri target, string traceId, WorkerCookies cookies, out bool lacksCookie)
    {
        var request = new HttpRequestMessage(exchange.HttpMethod, target) { Version = System.Net.HttpVersion.Version11 };
        PlannedHeaders planned = exchange.Headers;
        if (planned.Host is not null)
        {
            request.Headers.Host = planned.Host;
        }

        foreach (KeyValuePair<string, IReadOnlyList<string>> header in planned.Request)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        lacksCookie = false;
        if (planned.Cookie is not null && cookies.Compose(planned.Cookie, out lacksCookie) is { } cookie)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        }

        request.Headers.TryAddWithoutValidation(TraceContext.InfernoHeader, traceId);
        request.Headers.TryAddWithoutValidation(TraceContext.TraceParent, TraceContext.ComposeTraceParent(traceId));
        request.Headers.TryAddWithoutValidation(TraceContext.TraceState, TraceContext.ComposeTraceState(planned.TraceState, traceId));
        AddContent(request, exchange);
        return request;
    }

    private static void AddContent(HttpRequestMessage request, PlannedExchange exchange)
    {
        ReadOnlyMemory<byte> body = exchange.RequestBody();
        bool usuallyHasBody = exchange.Method is "POST" or "PUT" or "PATCH";
        if (body.IsEmpty && exchange.Headers.Content.Count == 0 && !usuallyHasBody)
        {
            return;
        }

        request.Content = new ReadOnlyMemoryContent(body);
        foreach (KeyValuePair<string, IReadOnlyList<string>> header in exchange.Headers.Content)
        {
            request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }
}
