using System.Net;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// The end of a client's pipeline, with what it does that depends on the real address of a call (cookies, redirects) taken
/// out of it, so that the call can be sent under another one.
/// </summary>
internal sealed class Transport
{
    private readonly DelegatingHandler? _outer;
    private readonly HttpMessageHandler _top;
    private readonly HttpMessageHandler _end;

    private Transport(HttpMessageHandler top, DelegatingHandler? outer, HttpMessageHandler end)
    {
        _top = top;
        _outer = outer;
        _end = end;
    }

    /// <summary>Looks for a transport of .NET's own, also behind handlers that the service has put around it.</summary>
    /// <param name="primary">The primary handler of a client.</param>
    /// <returns><see langword="null"/> when it ends in something else.</returns>
    public static Transport? Find(HttpMessageHandler primary)
    {
        DelegatingHandler? outer = null;
        HttpMessageHandler? end = primary;
        while (end is DelegatingHandler delegating)
        {
            outer = delegating;
            end = delegating.InnerHandler;
        }

        return end is SocketsHttpHandler or HttpClientHandler ? new Transport(primary, outer, end) : null;
    }

    /// <summary>Makes it use a proxy, whatever it used before.</summary>
    public void SetProxy(IWebProxy proxy)
    {
        switch (_end)
        {
            case SocketsHttpHandler sockets:
                (sockets.Proxy, sockets.UseProxy) = (proxy, true);
                break;
            case HttpClientHandler client:
                (client.Proxy, client.UseProxy) = (proxy, true);
                break;
        }
    }

    /// <summary>Makes it open as many connections as there are calls.</summary>
    public void AllowAnyConnections()
    {
        switch (_end)
        {
            case SocketsHttpHandler sockets:
                sockets.MaxConnectionsPerServer = int.MaxValue;
                break;
            case HttpClientHandler client:
                client.MaxConnectionsPerServer = int.MaxValue;
                break;
        }
    }

    /// <summary>Makes it keep no cookies.</summary>
    /// <returns>Where it kept them; <see langword="null"/> when it did not.</returns>
    public CookieContainer? TakeCookies()
    {
        switch (_end)
        {
            case SocketsHttpHandler { UseCookies: true } sockets:
                sockets.UseCookies = false;
                return sockets.CookieContainer;
            case HttpClientHandler { UseCookies: true } client:
                client.UseCookies = false;
                return client.CookieContainer;
            default:
                return null;
        }
    }

    /// <summary>Makes it follow no redirects.</summary>
    /// <returns>How many it followed.</returns>
    public int TakeRedirects()
    {
        switch (_end)
        {
            case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                sockets.AllowAutoRedirect = false;
                return sockets.MaxAutomaticRedirections;
            case HttpClientHandler { AllowAutoRedirect: true } client:
                client.AllowAutoRedirect = false;
                return client.MaxAutomaticRedirections;
            default:
                return 0;
        }
    }

    /// <summary>Puts a handler in its place.</summary>
    /// <param name="make">Makes it, given the transport.</param>
    /// <returns>The primary handler to use.</returns>
    public HttpMessageHandler Replace(Func<HttpMessageHandler, HttpMessageHandler> make)
    {
        if (_outer is null)
        {
            return make(_end);
        }

        _outer.InnerHandler = make(_end);
        return _top;
    }
}
