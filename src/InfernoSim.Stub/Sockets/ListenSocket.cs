using System.Net;
using System.Net.Sockets;
using InfernoSim.Tls;

namespace InfernoSim.Stub.Sockets;

/// <summary>Takes the address of a stub, or says why it cannot be had.</summary>
internal static class ListenSocket
{
    /// <summary>Listens on an address.</summary>
    /// <param name="endpoint">The address; port 0 takes a free one.</param>
    /// <returns>The listening socket.</returns>
    /// <exception cref="StubException">The address is in use or not allowed.</exception>
    public static Socket Open(IPEndPoint endpoint)
    {
        try
        {
            return ListeningSocket.Open(endpoint);
        }
        catch (SocketException error)
        {
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
