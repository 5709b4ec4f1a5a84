using System.Net;
using System.Net.Sockets;

namespace InfernoSim.TestKit.Sockets;

/// <summary>A listener on a free loopback port, every byte of which a test decides.</summary>
public sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Begins to listen.</summary>
    public RawServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens, or did.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The port of <see cref="EndPoint"/>.</summary>
    public int Port => EndPoint.Port;

    /// <summary>Host and port of <see cref="EndPoint"/>.</summary>
    public string Authority => EndPoint.ToString();

    /// <summary><see cref="EndPoint"/> as a base address.</summary>
    public Uri Address => new($"http://{EndPoint}");

    /// <summary>A port that nothing listens at, and that no other test is given.</summary>
    public static int UnusedPort() => UnusedPorts.Next();

    /// <summary>Waits for the next connection.</summary>
    public Task<RawPeer> AcceptAsync() => AcceptAsync(CancellationToken.None).WaitAsync(Patience.Limit);

    /// <summary>Waits for the next connection, however long.</summary>
    /// <exception cref="OperationCanceledException">It is no longer waited for.</exception>
    public async Task<RawPeer> AcceptAsync(CancellationToken cancellationToken) => new(await _listener.AcceptAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
