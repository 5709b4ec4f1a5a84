using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>Ports of the loopback address.</summary>
internal static class FreePort
{
    /// <summary>One that was free a moment ago.</summary>
    public static int Next()
    {
        using TcpListener listener = Take(out int port);
        return port;
    }

    /// <summary>One that is taken until the listener is disposed of.</summary>
    public static TcpListener Take(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
