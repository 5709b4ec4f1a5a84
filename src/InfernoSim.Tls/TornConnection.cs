using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Tls;

/// <summary>The end of a connection in place of a response.</summary>
internal static class TornConnection
{
    /// <summary>Ends the connection of a request. Over HTTP/2, whose connections have other requests on them, it is the stream that is reset.</summary>
    /// <param name="context">The request; nothing of its response may have been sent.</param>
    /// <param name="reset">Whether it has to be a reset. Otherwise it is what Kestrel makes of an abort.</param>
    public static void Tear(HttpContext context, bool reset)
    {
        if (reset && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            Reset(context.Features.Get<IConnectionSocketFeature>()?.Socket);
        }

        context.Abort();
    }

    /// <summary>Has the connection of a request close behind its response: a client repeats a call by itself that fails on a connection that it used before.</summary>
    /// <param name="context">The request.</param>
    public static void ServeOnce(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.OnStarting(static state => CloseBehind((HttpResponse)state), context.Response);
        }
    }

    private static Task CloseBehind(HttpResponse response)
    {
        if (response.StatusCode != StatusCodes.Status101SwitchingProtocols)
        {
            response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }

    private static void Reset(Socket? socket)
    {
        try
        {
            socket?.Close(timeout: 0);
        }
        catch (SocketException)
        {
            // It has ended already.
        }
    }
}
