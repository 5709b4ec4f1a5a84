using System.Diagnostics;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>Shows one exchange of the service to the recorder, while it passes.</summary>
/// <param name="exchange">What the recorder sees of it.</param>
/// <param name="context">The exchange.</param>
/// <param name="unread">What becomes of a request that the service has not read to its end.</param>
internal sealed class ExchangeRecorder(InboundObservation exchange, HttpContext context, UnreadRequest unread)
{
    private WebSocketWatch? _webSocket;

    /// <summary>Opens an exchange.</summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="context">The exchange.</param>
    /// <returns>What the recorder sees of it.</returns>
    public static InboundObservation Open(TrafficRecorder recorder, HttpContext context)
    {
        HttpRequest request = context.Request;
        return recorder.OpenExchange(WebSocketWatch.MethodOf(context), TargetOf(context), request.Host.ToString(), OwnTraceId(request));
    }

    /// <summary>The target of a request, as it came.</summary>
    public static string TargetOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        return context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is { Length: > 0 } raw ? raw : $"{request.PathBase}{request.Path}{request.QueryString}";
    }

    /// <summary>The trace that calls of a request may be known by.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The trace, <see langword="null"/> for none, and whether it is the server's own, which no other request brings.</returns>
    public static (string? Trace, bool IsOwn) TraceOf(HttpRequest request) =>
        FieldValues.First(request.Headers.TraceParent) is { } given ? (TraceContext.ReadTraceParentId(given), IsOwn: false) : (OwnTraceId(request), IsOwn: true);

    /// <summary>What went wrong with the recording itself, and kept nothing from passing; <see langword="null"/> for nothing.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Takes down the head of the request.</summary>
    /// <param name="tellsIdentity">Whether the service gets the exchange's id in its request headers.</param>
    public void Begin(bool tellsIdentity)
    {
        Guard(static seen => seen.WatchForWebSocket());
        Guard(static seen => seen.TakeRequestHead());
        if (tellsIdentity)
        {
            Guard(static seen => seen.TellIdentity());
        }
    }

    /// <summary>Lets a request that has begun into the service, and records both it and the response. What the service throws is thrown.</summary>
    /// <param name="next">The service.</param>
    /// <returns>Completes with the request, before <see cref="TrafficObservation.CompleteAsync"/>.</returns>
    public async Task RecordAsync(RequestDelegate next)
    {
        UnreadRequest rest = exchange.IsInTurn ? unread.InTurn : unread;

        // Registered first, so called last: the headers are final.
        context.Response.OnStarting(static seen => ((ExchangeRecorder)seen).TakeResponseHeadAsync(), this);
        var request = new TapedStream(context.Request.Body, exchange.RequestBody, exchange.RequestEnded);
        TapedRequestPipe? pipe = TapPipe(request);
        context.Request.Body = request;
        IHttpResponseBodyFeature body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        IHttpResponseBodyFeature response = Tap(body);
        context.Features.Set(response);
        try
        {
            await next(context);
            if (IsSpoken())
            {
                Guard(static seen => seen._webSocket!.End());
            }
            else if (context.RequestAborted.IsCancellationRequested)
            {
                exchange.Fail(GatewayFailure.ClientAborted);
            }

            if (IsSwitched())
            {
                return;
            }

            pipe?.Leave();
            await rest.BeforeEndAsync(context, request);
            await response.CompleteAsync();
            exchange.ResponseEnded();
            await rest.AfterEndAsync(context, request);
            Guard(static seen => seen.TakeTrailers());
        }
        catch
        {
            if (!IsSwitched())
            {
                pipe?.Leave();
                await rest.BeforeFailureAsync(context, request);
            }

            Fail();
            throw;
        }
        finally
        {
            context.Features.Set(body);
        }
    }

    // The server has begun a trace before anything here could tell it an id, and the service writes that id into its problems.
    // Where it is this request's alone, it names the exchange.
    private static string? OwnTraceId(HttpRequest request) =>
        request.Headers.TraceParent.Count == 0 && Activity.Current is { IdFormat: ActivityIdFormat.W3C, ParentId: null } own
            ? own.TraceId.ToHexString()
            : null;

    private TapedRequestPipe? TapPipe(TapedStream request)
    {
        if (exchange.IsInTurn || context.Features.Get<IRequestBodyPipeFeature>() is not { } server)
        {
            return null;
        }

        var pipe = new TapedRequestPipe(context, server.Reader, request);
        context.Features.Set<IRequestBodyPipeFeature>(pipe);
        return pipe;
    }

    // Where both sides speak in turn, it matters when bytes are sent, and not when they are written.
    private IHttpResponseBodyFeature Tap(IHttpResponseBodyFeature server) => exchange.IsInTurn
        ? new StreamResponseBodyFeature(new TapedStream(server.Stream, exchange.ResponseBody), server)
        : new TapedResponseBody(server, context, exchange.ResponseBody);

    private void Guard(Action<ExchangeRecorder> step)
    {
        try
        {
            step(this);
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fault ??= fault;
        }
    }

    private void WatchForWebSocket()
    {
        if (WebSocketWatch.IsFor(context))
        {
            _webSocket = WebSocketWatch.Begin(context, exchange, step => Guard(_ => step()));
        }
    }

    private void TakeRequestHead()
    {
        IHeaderDictionary headers = context.Request.Headers;
        exchange.BeginRequest(HopByHop.Of(FieldValues.ToList(headers.Connection)), FieldValues.First(headers.TraceParent));
        foreach ((string name, StringValues values) in headers)
        {
            exchange.TakeRequestField(name, FieldValues.ToList(values));
        }

        _webSocket?.AddRequestFields();
    }

    private void TellIdentity()
    {
        IHeaderDictionary headers = context.Request.Headers;
        foreach ((string name, string value) in exchange.Identity(headers.TraceParent.Count > 0, FieldValues.ToList(headers.TraceState)))
        {
            headers[name] = value;
        }
    }

    private Task TakeResponseHeadAsync()
    {
        Guard(static seen => seen.TakeResponseHead());
        return Task.CompletedTask;
    }

    private void TakeResponseHead()
    {
        IHeaderDictionary headers = context.Response.Headers;
        exchange.BeginResponse(_webSocket?.StatusOf(context.Response) ?? context.Response.StatusCode, HopByHop.Of(FieldValues.ToList(headers.Connection)));
        foreach ((string name, StringValues values) in headers)
        {
            exchange.TakeResponseField(name, FieldValues.ToList(values));
        }

        _webSocket?.AddResponseFields();
    }

    private void TakeTrailers()
    {
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { Count: > 0 } trailers)
        {
            return;
        }

        foreach ((string name, StringValues values) in trailers)
        {
            exchange.TakeTrailer(name, FieldValues.ToList(values));
        }
    }

    private void Fail()
    {
        if (IsSpoken())
        {
            Guard(static seen => seen._webSocket!.End());
        }
        else if (context.RequestAborted.IsCancellationRequested)
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

    // The bodies of a connection that switched are nobody's any more: the server throws at whoever reads or ends them.
    private bool IsSwitched() => _webSocket is { IsSwitched: true };

    // How a WebSocket ended is in what was said.
    private bool IsSpoken() => exchange.Conversation is not null;
}
