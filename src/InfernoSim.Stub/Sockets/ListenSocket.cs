using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// Takes an address before the server starts: a taken one is known at once and for sure, and a free port is ours from the
/// moment it is chosen, however many stubs start at the same time.
/// </summary>
internal static class ListenSocket
{
    private const int Backlog = 512;

    /// <summary>Listens on an address.</summary>
    /// <param name="endpoint">The address; port 0 takes a free one.</param>
    /// <returns>The listening socket.</returns>
    /// <exception cref="StubException">The address is in use or not allowed.</exception>
    public static Socket Open(IPEndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

            // Bound is not taken: two sockets may be bound to one address as long as neither listens.
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw new StubException($"The stub cannot listen on {endpoint}: {Explain(error)}", error);
        }
    }

    private static string Explain(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the address is in use. Stop what listens there, or choose another port (0 takes a free one).",
        SocketError.AccessDenied => "permission denied. Choose a port from 1024 up (0 takes a free one).",
        SocketError.AddressNotAvailable => "this machine has no such address. Choose one of its own, such as 127.0.0.1.",
        _ => $"{error.Message}. Choose another address.",
    };
}
