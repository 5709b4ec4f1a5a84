using System.Net;
using System.Net.Http.Headers;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.WebSockets;

namespace InfernoSim.Replay;

/// <summary>Makes the request of an exchange for one worker.</summary>
internal static class ReplayRequest
{
    /// <summary>Builds it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="target">Where to.</param>
    /// <param name="traceId">The request's own id.</param>
    /// <param name="cookies">The worker's cookies.</param>
    /// <param name="live">What the service has given the worker.</param>
    /// <param name="lacksCredential">
    /// Whether a recorded cookie or credential had to be left out. One that the service itself gives out in the incident does not
    /// count: that it is missing is the service's own doing.
    /// </param>
    public static HttpRequestMessage Build(
        PlannedExchange exchange, Uri target, string traceId, WorkerCookies cookies, LiveValues live, out bool lacksCredential)
    {
        var sent = new LiveRequest(live, exchange);
        Uri address = ReferenceEquals(sent.Target, exchange.Target) ? target : new Uri(target.GetLeftPart(UriPartial.Authority) + sent.Target, PlannedExchange.Exact);
        var request = new HttpRequestMessage(exchange.HttpMethod, address) { Version = HttpVersion.Version11 };
        if (exchange.IsGrpc)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

            // Of one connection, and so not recorded; servers take it for a sign that what is between passes trailers on.
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        PlannedHeaders planned = exchange.Headers;
        if (planned.Host is not null)
        {
            request.Headers.Host = planned.Host;
        }

        foreach (KeyValuePair<string, IReadOnlyList<string>> header in planned.Request)
        {
            request.Headers.TryAddWithoutValidation(header.Key, sent.Header(header.Key, header.Value));
        }

        foreach (KeyValuePair<string, string> header in sent.Given)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        bool lacksCookie = false;
        if (planned.Cookie is not null && cookies.Compose(planned.Cookie, out lacksCookie, exchange.CookieOrigin, live.SendCookie) is { } cookie)
        {
            request.Headers.TryAddWithoutValidation("Cookie", sent.Header("Cookie", [cookie]));
        }

        lacksCredential = lacksCookie || planned.Lacking.Any(name => !live.Chains.Gives(exchange.Index, name));

        request.Headers.TryAddWithoutValidation(TraceContext.InfernoHeader, traceId);
        request.Headers.TryAddWithoutValidation(TraceContext.TraceParent, TraceContext.ComposeTraceParent(traceId));
        request.Headers.TryAddWithoutValidation(TraceContext.TraceState, TraceContext.ComposeTraceState(planned.TraceState, traceId));
        if (exchange.AsksForWebSocket)
        {
            AskForWebSocket(request);
        }
        else
        {
            AddContent(request, exchange, sent);
        }

        return request;
    }

    private static void AskForWebSocket(HttpRequestMessage request)
    {
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue(WebSocketHandshake.Protocol));
        request.Headers.TryAddWithoutValidation(WebSocketHandshake.KeyField, WebSocketHandshake.Key);
    }

    private static void AddContent(HttpRequestMessage request, PlannedExchange exchange, LiveRequest sent)
    {
        ReadOnlyMemory<byte> body = sent.Body;
        bool usuallyHasBody = exchange.Method is "POST" or "PUT" or "PATCH";
        if (body.IsEmpty && exchange.Headers is { Content.Count: 0, IsChunked: false } && !usuallyHasBody)
        {
            return;
        }

        request.Content = exchange.Turns.Count > 0 ? new TurnContent(body, exchange.Turns) : new ReadOnlyMemoryContent(body);
        request.Headers.TransferEncodingChunked = exchange.Headers.IsChunked ? true : null;
        foreach (KeyValuePair<string, IReadOnlyList<string>> header in exchange.Headers.Content)
        {
            if (!(sent.IsDecoded && header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Key, sent.Header(header.Key, header.Value));
            }
        }
    }
}
