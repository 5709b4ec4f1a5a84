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
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri address = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
        Identify(request);
        DirectCallWatch.MarkLed(request);
        for (int hop = 0; ; hop++)
        {
            HttpResponseMessage response = await SendOnceAsync(request, address, cancellationToken);
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
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // The caller asked to block. Off its context, so that nothing in here can wait for it.
        Task.Run(() => SendAsync(request, cancellationToken), cancellationToken).GetAwaiter().GetResult();

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

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Uri address, CancellationToken cancellationToken)
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
            response = InsistsOnHttp2(request)
                ? await SendInProcessAsync(request, cancellationToken)
                : await SendThroughProxyAsync(request, address, cancellationToken);
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

    private async Task<HttpResponseMessage> SendThroughProxyAsync(HttpRequestMessage request, Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return await _transport.SendAsync(request, cancellationToken);
        }

        request.Headers.TryAddWithoutValidation(StubOrigin.Header, StubOrigin.Of(address));
        request.RequestUri = StubOrigin.ToPlain(address);
        try
        {
            return await _transport.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.Headers.Remove(StubOrigin.Header);
        }
    }

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
