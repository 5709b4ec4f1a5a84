using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Tls;

/// <summary>The end of a connection in place of a response.</summary>
internal static class TornConnection
{
    /// <summary>Ends the connection of a request. Over HTTP/2, whose connections have other requests on them, it is the stream that is reset.</summary>
    /// <param name="context">The request; nothing of its response may have been sent.</param>
    /// <param name="reset">Whether by a reset, and not in an orderly way.</param>
    public static void Tear(HttpContext context, bool reset)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            End(socket, reset);
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

    // What Kestrel makes of an abort is a reset. One that comes behind the end of what is sent is of no concern to the caller.
    private static void End(Socket socket, bool reset)
    {
        try
        {
            if (reset)
            {
                socket.Close(timeout: 0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}
