using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using InfernoSim.Capture.Recording;
using InfernoSim.Certificates;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// One request and its response on their way through a proxy. It tells YARP what to send, shows the recorder what passes, and
/// makes sure that the caller gets the end of its response only after the exchange has been written down.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The chunked stream writes to Kestrel's output and holds nothing of its own.")]
internal abstract class Exchange : HttpTransformer
{
    // Kestrel adds a Date to a response that has none; a value that is there, but null, keeps it from doing so.
    private static readonly StringValues NoDate = new(new string?[] { null });

    private readonly Proxy _proxy;
    private readonly HttpContext _context;
    private readonly TrafficObservation _seen;
    private readonly Uri _target;
    private HttpResponseMessage? _response;
    private ChunkedBodyStream? _chunked;
    private ProtocolSwitch? _switch;
    private bool _isRecorded;

    /// <summary>Begins an exchange.</summary>
    /// <param name="proxy">The proxy it passes through.</param>
    /// <param name="context">The request, and where the response goes.</param>
    /// <param name="seen">What the recorder sees of it.</param>
    /// <param name="target">Where the request goes.</param>
    protected Exchange(Proxy proxy, HttpContext context, TrafficObservation seen, Uri target)
    {
        _proxy = proxy;
        _context = context;
        _seen = seen;
        _target = target;
    }

    /// <summary>Sends the request on and the response back, and records both.</summary>
    /// <param name="destination">Scheme and authority of the target.</param>
    /// <returns>A task that completes when the caller has its response, but for what Kestrel writes at the end.</returns>
    public async Task RunAsync(string destination)
    {
        _proxy.Enter();
        try
        {
            if (!await TakesOverAsync())
            {
                await ForwardAsync(destination);
            }
        }
        finally
        {
            _proxy.Exit();
        }
    }

    /// <inheritdoc/>
    public sealed override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        proxyRequest.RequestUri = _target;
        proxyRequest.Method = IsHttp2 ? new HttpMethod(_seen.Method) : ExactMethod.Of(_seen.Method);
        if (_context.Features.Get<ReadyConnection>() is { } ready)
        {
            proxyRequest.Options.Set(ReadyConnection.Key, ready);
        }

        var writer = new RequestHeaderWriter(proxyRequest);
        CopyRequestHeaders(httpContext.Request.Headers, ref writer);
        writer.Complete();
        if (proxyRequest.Content is null)
        {
            _seen.RequestEnded();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public sealed override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return ValueTask.FromResult(false);
        }

        _response = proxyResponse;
        new ResponseHeaderCopier(_seen).Copy(proxyResponse, httpContext.Response.Headers);
        if (_seen.Status == StatusCodes.Status101SwitchingProtocols)
        {
            _switch = ProtocolSwitch.Observe(proxyResponse.Content.ReadAsStream(cancellationToken), name => ResponseMessageFields.Values(proxyResponse, name), _seen, isServer: false);
            proxyResponse.Content = new ObservedContent(proxyResponse.Content, _switch.Connection);
        }
        else
        {
            ObserveBody(proxyResponse);
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public sealed override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        // Over HTTP/1.1, Kestrel sends none; there the chunks bring them.
        if (IsHttp2 && httpContext.Response.SupportsTrailers())
        {
            foreach ((string name, HeaderStringValues values) in proxyResponse.TrailingHeaders.NonValidated)
            {
                httpContext.Response.AppendTrailer(name, values.ToStringValues());
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool IsHttp2 => HttpProtocol.IsHttp2(_context.Request.Protocol);

    /// <summary>Shows the request headers to the recorder, and passes on what it says.</summary>
    /// <param name="headers">The headers as they came.</param>
    /// <param name="writer">Where they go.</param>
    protected abstract void CopyRequestHeaders(IHeaderDictionary headers, ref RequestHeaderWriter writer);

    /// <summary>Does something else with the request than to send it on, where something else is to be done.</summary>
    /// <returns>Whether it was; it has then been recorded.</returns>
    protected virtual ValueTask<bool> TakesOverAsync() => ValueTask.FromResult(false);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ForwardAsync(string destination)
    {
        _context.Response.Headers.Date = NoDate;
        if (_context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            _context.Request.Body = new RequestStream(this, _context.Request.Body, _context.Request.ContentLength);
        }

        ForwarderError failure = await _proxy.Upstream.SendAsync(_context, destination, this);
        if (!_isRecorded)
        {
            await EndEarlyAsync(failure);
        }
        else if (_seen.ResponseIsCut)
        {
            await new CutResponse(_context).SendAsync(_chunked is not null);
        }
        else if (_chunked is not null)
        {
            await _chunked.EndAsync(_response!.TrailingHeaders);
        }
    }

    private void ObserveBody(HttpResponseMessage response)
    {
        HttpResponse toCaller = _context.Response;
        bool hasBody = _seen.Method != HttpMethods.Head && _seen.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);
        if (response.Headers.TransferEncodingChunked == true)
        {
            // Transfer-Encoding overrides Content-Length (RFC 9112, section 6.3).
            toCaller.Headers.ContentLength = null;
        }

        long? length = hasBody ? toCaller.Headers.ContentLength : null;
        if (hasBody && length is null && HttpProtocol.IsHttp11(_context.Request.Protocol))
        {
            toCaller.Headers.TransferEncoding = "chunked";
            _chunked = new ChunkedBodyStream(toCaller.BodyWriter);
            toCaller.Body = _chunked;
        }

        bool hasMore = hasBody && length != 0;
        response.Content = new ObservedContent(response.Content, new ResponseStream(this, response.Content.ReadAsStream(), length, hasMore));
    }

    private ValueTask RecordOnceAsync()
    {
        _isRecorded = true;
        return _seen.CompleteAsync();
    }

    // A caller may wait for the headers alone, as one of server-sent events does.
    private async ValueTask SendHeadersAsync()
    {
        try
        {
            await _context.Response.Body.FlushAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller is gone, which shows when the body is written.
        }
    }

    private ValueTask ResponseEndedAsync()
    {
        new ResponseHeaderCopier(_seen).Record(_response!.TrailingHeaders);
        return RecordOnceAsync();
    }

    private async ValueTask<bool> ResponseFailedAsync(Exception exception)
    {
        if (_context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }

        _seen.Fail(FailureCode.Of(exception));
        await RecordOnceAsync();
        return true;
    }

    // The end of a response was never seen: there was none, or it had no body of its own.
    private async Task EndEarlyAsync(ForwarderError failure)
    {
        _switch?.End(isCut: _proxy.IsCutting);
        if (_seen.Conversation is not null)
        {
            // How it ended is in what was said.
            await RecordOnceAsync();
        }
        else if (_context.RequestAborted.IsCancellationRequested)
        {
            _seen.Fail(_proxy.IsCutting ? GatewayFailure.CaptureStopped : GatewayFailure.ClientAborted);
            await RecordOnceAsync();
        }
        else if (failure == ForwarderError.None || _seen.Status == StatusCodes.Status101SwitchingProtocols)
        {
            await RecordOnceAsync();
        }
        else
        {
            await FailAsync(failure);
        }
    }

    private async Task FailAsync(ForwarderError failure)
    {
        bool isCallersFault = failure is ForwarderError.RequestBodyClient or ForwarderError.ResponseBodyClient;
        if (isCallersFault)
        {
            _seen.Fail(GatewayFailure.ClientAborted);
        }
        else
        {
            Exception? cause = _context.Features.Get<IForwarderErrorFeature>()?.Exception;
            if (RefusedDestinationException.In(cause) is { } refused)
            {
                await RefuseAsync(refused);
                return;
            }

            _seen.FailWithoutResponse(FailureCode.Of(cause));
            if (UntrustedCertificateException.In(cause) is { } untrusted)
            {
                _proxy.NoteCertificateProblem(untrusted.Message);
            }
        }

        await RecordOnceAsync();
        if (_context.Response.HasStarted || _chunked is not null)
        {
            _context.Abort();
        }
        else if (!isCallersFault)
        {
            await FailureAnswer.WriteAsync(_context, GatewayFailure.ToAnswer(_seen.Error!));
        }
    }

    private async Task RefuseAsync(RefusedDestinationException refused)
    {
        _proxy.Refused.Add(refused);
        _seen.ReleaseBodies();
        await FailureAnswer.WriteAsync(_context, refused.ToAnswer());
    }

    private sealed class RequestStream(Exchange exchange, Stream inner, long? length) : ObservedStream(inner, exchange._seen.RequestBody, length)
    {
        protected override ValueTask EndedAsync()
        {
            exchange._seen.RequestEnded();
            return ValueTask.CompletedTask;
        }

        protected override ValueTask<bool> FailedAsync(Exception exception) => ValueTask.FromResult(false);
    }

    private sealed class ResponseStream(Exchange exchange, Stream inner, long? length, bool hasMore) : ObservedStream(inner, exchange._seen.ResponseBody, length)
    {
        // Where the headers are the whole response, they are its end.
        protected override ValueTask WaitingAsync() =>
            hasMore && !exchange._context.Response.HasStarted ? exchange.SendHeadersAsync() : ValueTask.CompletedTask;

        protected override ValueTask EndedAsync() => exchange.ResponseEndedAsync();

        protected override ValueTask<bool> FailedAsync(Exception exception) => exchange.ResponseFailedAsync(exception);
    }
}
