using System.Net;
using System.Net.Sockets;

namespace InfernoSim.TestKit.Sockets;

/// <summary>
/// Ports for what has to be told one before it listens. They are below those that a system gives to who asks for any, so that no
/// connection and no listener of another test takes one in between; and a process begins elsewhere than others, and gives none twice.
/// </summary>
internal static class UnusedPorts
{
    // RFC 6335 has ephemeral ports from 49152, Linux gives them from 32768.
    private const int First = 10_000;
    private const int Count = 22_000;

    // A process of tests takes fewer.
    private const int PerProcess = 97;

    private static uint s_taken = (uint)Environment.ProcessId * PerProcess;

    public static int Next()
    {
        for (int tries = 0; tries < Count; tries++)
        {
            int port = First + (int)(Interlocked.Increment(ref s_taken) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
