using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>A service whose every byte a test decides.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RawServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public string Authority => EndPoint.ToString();

    public async Task<RawPeer> AcceptAsync() => new(await _listener.AcceptAsync().WaitAsync(RawPeer.Patience));

    public void Dispose() => _listener.Dispose();
}
