using System.Net;
using System.Net.Sockets;
using InfernoSim.Tls;

namespace InfernoSim.Capture.Transport;

/// <summary>
/// The listening sockets of a proxy. They are opened here and then handed to Kestrel, because Kestrel cannot give a free port
/// to both loopback addresses, and so that a port in use is told in our words.
/// </summary>
internal sealed class BoundSockets
{
    // A free port of 127.0.0.1 may be taken on ::1; then another one is tried.
    private const int FreePortAttempts = 20;

    private readonly Dictionary<EndPoint, Socket> _byEndPoint;

    private BoundSockets(params Socket[] sockets)
    {
        _byEndPoint = sockets.ToDictionary(s => s.LocalEndPoint!);
        EndPoints = [.. sockets.Select(s => (IPEndPoint)s.LocalEndPoint!)];
    }

    /// <summary>Where they are bound, with the port that was given.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Binds.</summary>
    /// <param name="address">Where.</param>
    /// <returns>The sockets, listening.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed.</exception>
    public static BoundSockets Bind(ListenAddress address)
    {
        try
        {
            return address.Address is { } ip ? new BoundSockets(Bind(ip, address.Port)) : BindLoopback(address.Port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new CaptureException($"Cannot listen on {address}: the port is in use. Stop what listens there, or choose another port (':0' takes a free one).", e);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CaptureException($"Cannot listen on {address}: access denied. Choose a port of 1024 or above.", e);
        }
        catch (SocketException e)
        {
            throw new CaptureException($"Cannot listen on {address}: {e.Message}. Choose an address of this machine.", e);
        }
    }

    /// <summary>Gives a socket away.</summary>
    /// <param name="endPoint">Where it is bound.</param>
    /// <returns>The socket; its new owner closes it.</returns>
    public Socket Take(EndPoint endPoint) => _byEndPoint[endPoint];

    /// <summary>Closes the sockets, for when they were not given away.</summary>
    public void Close()
    {
        foreach (Socket socket in _byEndPoint.Values)
        {
            socket.Dispose();
        }
    }

    private static BoundSockets BindLoopback(int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            Socket v4 = Bind(IPAddress.Loopback, port);
            try
            {
                return new BoundSockets(v4, Bind(IPAddress.IPv6Loopback, ((IPEndPoint)v4.LocalEndPoint!).Port));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                // A machine without IPv6 has one loopback address.
                return new BoundSockets(v4);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && port == 0 && attempt < FreePortAttempts)
            {
                v4.Dispose();
            }
            catch (SocketException)
            {
                v4.Dispose();
                throw;
            }
        }
    }

    private static Socket Bind(IPAddress address, int port) => ListeningSocket.Open(new IPEndPoint(address, port));
}
