using System.Diagnostics;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Testing.Recording;

/// <summary>
/// Records one exchange of the service. The service is told its id in every way that it may pass on; what is recorded are
/// the caller's own headers.
/// </summary>
internal sealed class ExchangeRecorder(EventLog log, string exchangeId)
{
    private const long NanosecondsPerTick = 100;

    public async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        long began = Stopwatch.GetTimestamp();
        IncidentTimestamp arrival = Now();
        HttpRequest request = context.Request;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is { Length: > 0 } raw ? raw : $"{request.PathBase}{request.Path}{request.QueryString}";
        HeaderMap requestHeaders = log.Record(request.Headers, request.Headers.Connection);
        Identify(request.Headers);
        using var requestTape = new BodyTape(log.MaxBody);
        using var responseTape = new BodyTape(log.MaxBody);
        HeaderMap responseHeaders = HeaderMap.Empty;

        // Registered first, so called last: the headers are final.
        context.Response.OnStarting(() =>
        {
            responseHeaders = log.Record(context.Response.Headers, context.Response.Headers.Connection);
            return Task.CompletedTask;
        });
        IHttpResponseBodyFeature body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        request.Body = new TapedStream(request.Body, requestTape);
        var taped = new StreamResponseBodyFeature(new TapedStream(body.Stream, responseTape), body);
        context.Features.Set<IHttpResponseBodyFeature>(taped);
        bool failed = true;
        try
        {
            await next(context);
            await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await taped.CompleteAsync();
            failed = false;
        }
        finally
        {
            context.Features.Set(body);
            await log.InboundAsync(new IncidentEvent
            {
                Type = IncidentEventType.InboundRequest,
                Timestamp = arrival,
                TraceId = exchangeId,
                Method = request.Method,
                Url = target,
                Headers = requestHeaders,
                Body = requestTape.ToBody(),
            });
            await log.InboundAsync(new IncidentEvent
            {
                Type = IncidentEventType.InboundResponse,
                Timestamp = Now(),
                TraceId = exchangeId,
                Method = request.Method,
                Url = target,

                // What the server makes of an exception that nothing in the service has caught.
                Status = failed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode,
                DurationNanoseconds = Stopwatch.GetElapsedTime(began).Ticks * NanosecondsPerTick,
                Headers = failed && !context.Response.HasStarted ? HeaderMap.Empty : responseHeaders,
                Body = responseTape.ToBody(),
                ResponseTrailers = Trailers(context),
            });
        }
    }

    private void Identify(IHeaderDictionary headers)
    {
        headers[TraceContext.InfernoHeader] = exchangeId;
        headers.TraceState = TraceContext.ComposeTraceState(headers.TraceState.ToArray()!, exchangeId);
        if (headers.TraceParent.Count == 0)
        {
            headers.TraceParent = TraceContext.ComposeTraceParent(exchangeId);
        }
    }

    private HeaderMap Trailers(HttpContext context) =>
        context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { Count: > 0 } trailers ? log.Record(trailers, StringValues.Empty) : HeaderMap.Empty;

    private static IncidentTimestamp Now() => IncidentTimestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
}
