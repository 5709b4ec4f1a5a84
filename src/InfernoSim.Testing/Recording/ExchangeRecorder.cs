using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Testing.Recording;

/// <summary>Shows one exchange of the service to the recorder.</summary>
/// <param name="exchange">What the recorder sees of it.</param>
/// <param name="context">The exchange.</param>
internal sealed class ExchangeRecorder(InboundObservation exchange, HttpContext context)
{
    /// <summary>Lets the request into the service, and records both it and the response.</summary>
    /// <param name="next">The service.</param>
    /// <returns>Completes with the request.</returns>
    public async Task RecordAsync(RequestDelegate next)
    {
        TakeRequestHead();

        // Registered first, so called last: the headers are final.
        context.Response.OnStarting(TakeResponseHead);
        var request = new TapedStream(context.Request.Body, exchange.RequestBody);
        context.Request.Body = request;
        IHttpResponseBodyFeature body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var response = new StreamResponseBodyFeature(new TapedStream(body.Stream, exchange.ResponseBody), body);
        context.Features.Set<IHttpResponseBodyFeature>(response);
        try
        {
            await next(context);
            if (context.RequestAborted.IsCancellationRequested)
            {
                exchange.Fail(GatewayFailure.ClientAborted);
            }

            await ReadToEndAsync(request);
            await response.CompleteAsync();
            TakeTrailers();
        }
        catch
        {
            await ReadToEndAsync(request);
            Fail();
            throw;
        }
        finally
        {
            context.Features.Set(body);
            await exchange.CompleteAsync();
        }
    }

    private void TakeRequestHead()
    {
        IHeaderDictionary headers = context.Request.Headers;
        IReadOnlyList<(string Name, string Value)> identity =
            exchange.BeginRequest(HopByHop.Of(ToList(headers.Connection)), ToList(headers.TraceParent), ToList(headers.TraceState));
        foreach ((string name, StringValues values) in headers)
        {
            exchange.TakeRequestField(name, ToList(values));
        }

        foreach ((string name, string value) in identity)
        {
            headers[name] = value;
        }
    }

    private Task TakeResponseHead()
    {
        IHeaderDictionary headers = context.Response.Headers;
        exchange.BeginResponse(context.Response.StatusCode, HopByHop.Of(ToList(headers.Connection)));
        foreach ((string name, StringValues values) in headers)
        {
            exchange.TakeResponseField(name, ToList(values));
        }

        return Task.CompletedTask;
    }

    private void TakeTrailers()
    {
        foreach ((string name, StringValues values) in context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers ?? new HeaderDictionary())
        {
            exchange.TakeTrailer(name, ToList(values));
        }
    }

    // What the service has left of the request is part of it all the same.
    private async Task ReadToEndAsync(TapedStream request)
    {
        try
        {
            await request.CopyToAsync(Stream.Null, context.RequestAborted);
            exchange.RequestEnded();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The caller is gone; the request is recorded as cut.
        }
    }

    private void Fail()
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Fail(GatewayFailure.ClientAborted);
        }
        else if (context.Response.HasStarted)
        {
            // The server cuts the response.
            exchange.Fail(GatewayFailure.ConnectionReset);
        }
        else
        {
            // What the server makes of an exception that nothing in the service has caught.
            exchange.BeginResponse(StatusCodes.Status500InternalServerError, default);
        }
    }

    private static IReadOnlyList<string> ToList(StringValues values) => values.Count == 0 ? [] : [.. values.Select(value => value ?? "")];
}
