using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InfernoSim.Tls;

/// <summary>Takes an address before the server that listens on it starts: a taken one is known at once, and a free port is ours from when it is chosen.</summary>
internal static class ListeningSocket
{
    private const int Backlog = 512;

    /// <summary>Listens on an address.</summary>
    /// <param name="endPoint">The address; port 0 takes a free one.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="SocketException">The address is in use or not allowed.</exception>
    public static Socket Open(IPEndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        try
        {
            // Bound is not taken: two sockets may be bound to one address as long as neither listens.
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
