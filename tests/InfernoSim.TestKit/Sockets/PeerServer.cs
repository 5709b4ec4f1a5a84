using System.Collections.Concurrent;
using System.Net.Sockets;

namespace InfernoSim.TestKit.Sockets;

/// <summary>A <see cref="RawServer"/> that takes all connections that come, and serves each of them by itself.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    private readonly RawServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<RawPeer> _peers = [];
    private readonly Func<RawPeer, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="serve">Serves a connection, which is closed behind it. When the server stops, the token says so, and the connection is closed under it.</param>
    public PeerServer(Func<RawPeer, CancellationToken, Task> serve)
    {
        _serve = serve;
        _accepting = AcceptAsync();
    }

    /// <summary>Its base address.</summary>
    public Uri Address => _server.Address;

    /// <summary>The port that it listens at.</summary>
    public int Port => _server.Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => _peers.Count;

    /// <summary>Takes no more connections, and closes those that there are.</summary>
    public void Stop()
    {
        // Whoever is served by then, and tries again, is refused, and does not wait to be accepted.
        _server.Dispose();
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                RawPeer peer = await _server.AcceptAsync(_stop.Token);
                _peers.Add(peer);
                serving.Add(ServeAsync(peer));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            foreach (RawPeer peer in _peers)
            {
                peer.Dispose();
            }

            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(RawPeer peer)
    {
        using (peer)
        {
            try
            {
                await _serve(peer, _stop.Token);
            }
            catch (Exception gone) when (gone is IOException or TimeoutException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The peer went away or says nothing, or the test is over.
            }
        }
    }
}
