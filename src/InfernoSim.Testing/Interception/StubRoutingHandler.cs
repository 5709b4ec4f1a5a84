using System.Net;
using InfernoSim.Matching;
using InfernoSim.Stub;
using InfernoSim.Testing.Measuring;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// Sends the calls of one client to the stub: in absolute form over plain HTTP, with the real origin of an https call in a
/// header that the stub takes off again. What depends on the real address is done out here, as .NET's own transport
/// would have done it: cookies and redirects. Calls that insist on HTTP/2, as gRPC does, are answered without sockets.
/// </summary>
internal sealed class StubRoutingHandler(CallRoute route, HttpMessageHandler transport, CookieContainer? cookies, int redirects, DependencyStubHandler inProcess)
    : HttpMessageHandler
{
    private readonly HttpMessageInvoker _transport = new(transport, disposeHandler: true);
    private readonly HttpMessageInvoker _inProcess = new(inProcess, disposeHandler: true);

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, isBlocking: false, cancellationToken);

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // Complete by now: a call that blocks needs no second thread in here, as it would need none in production.
        SendAsync(request, isBlocking: true, cancellationToken).GetAwaiter().GetResult();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isBlocking, CancellationToken cancellationToken)
    {
        if (!isBlocking)
        {
            await CallerContext.Leave();
        }

        Uri address = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
        Identify(request);
        DirectCallWatch.MarkLed(request);
        for (int hop = 0; ; hop++)
        {
            HttpResponseMessage response = await SendOnceAsync(request, address, isBlocking, cancellationToken);
            if (hop >= redirects || Redirect.Target(response, address) is not { } next)
            {
                return response;
            }

            Redirect.Prepare(request, response.StatusCode);
            response.Dispose();
            request.RequestUri = address = next;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _transport.Dispose();
            _inProcess.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Uri address, bool isBlocking, CancellationToken cancellationToken)
    {
        bool hasOwnCookies = request.Headers.NonValidated.Contains("Cookie");
        if (cookies?.GetCookieHeader(address) is { Length: > 0 } kept)
        {
            request.Headers.TryAddWithoutValidation("Cookie", kept);
        }

        HttpResponseMessage response;
        route.Traffic?.SendCall();
        try
        {
            // .NET's own transport blocks over HTTP/1.1 alone, and says so itself.
            response = !isBlocking && InsistsOnHttp2(request)
                ? await SendInProcessAsync(request, cancellationToken)
                : await SendThroughProxyAsync(request, address, isBlocking, cancellationToken);
        }
        finally
        {
            route.Traffic?.ReturnCall();
            request.RequestUri = address;
            if (cookies is not null && !hasOwnCookies)
            {
                request.Headers.Remove("Cookie");
            }
        }

        Keep(response, address);
        return response;
    }

    // The stub's own work is not the service's.
    private async Task<HttpResponseMessage> SendInProcessAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ServiceMeter.Pause();
        return await _inProcess.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendThroughProxyAsync(HttpRequestMessage request, Uri address, bool isBlocking, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return await TransportAsync(request, isBlocking, cancellationToken);
        }

        request.Headers.TryAddWithoutValidation(StubOrigin.Header, StubOrigin.Of(address));
        request.RequestUri = StubOrigin.ToPlain(address);
        try
        {
            HttpResponseMessage response = await TransportAsync(request, isBlocking, cancellationToken);
            if (!response.Headers.Contains(StubOrigin.Header))
            {
                return response;
            }

            response.Dispose();
            throw StubOrigin.Unreachable(response.StatusCode);
        }
        finally
        {
            request.Headers.Remove(StubOrigin.Header);
        }
    }

    private Task<HttpResponseMessage> TransportAsync(HttpRequestMessage request, bool isBlocking, CancellationToken cancellationToken) =>
        isBlocking ? Task.FromResult(_transport.Send(request, cancellationToken)) : _transport.SendAsync(request, cancellationToken);

    private static bool InsistsOnHttp2(HttpRequestMessage request) =>
        request.Version.Major >= 2 && request.VersionPolicy != HttpVersionPolicy.RequestVersionOrLower;

    // Beside the trace context, which some services turn off.
    private void Identify(HttpRequestMessage request)
    {
        if (CallRoute.Current is { ExchangeId: { } exchange } context && context.Route == route && !request.Headers.Contains(TraceContext.InfernoHeader))
        {
            request.Headers.TryAddWithoutValidation(TraceContext.InfernoHeader, exchange);
        }
    }

    private void Keep(HttpResponseMessage response, Uri address)
    {
        if (cookies is null || !response.Headers.NonValidated.TryGetValues("Set-Cookie", out var values))
        {
            return;
        }

        foreach (string value in values)
        {
            try
            {
                cookies.SetCookies(address, value);
            }
            catch (CookieException)
            {
                // As .NET's own transport: a cookie that cannot be read is not kept.
            }
        }
    }
}
