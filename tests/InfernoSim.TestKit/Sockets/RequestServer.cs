using System.Collections.Concurrent;

namespace InfernoSim.TestKit.Sockets;

/// <summary>Serves requests that have no body, every byte of an answer as the test decides.</summary>
public sealed class RequestServer : IAsyncDisposable
{
    private readonly PeerServer _server;
    private readonly Func<int, RawPeer, Task<bool>> _handle;
    private int _count;

    /// <summary>Begins to listen.</summary>
    /// <param name="handle">Handles a request, known by its number, from 1. Says whether the connection is kept.</param>
    public RequestServer(Func<int, RawPeer, Task<bool>> handle)
    {
        _handle = handle;
        _server = new PeerServer((peer, _) => ServeAsync(peer));
    }

    /// <summary>Its base address.</summary>
    public Uri Address => _server.Address;

    /// <summary>The heads of the requests, in order of their arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many connections there were.</summary>
    public int Connections => _server.Connections;

    /// <summary>One that answers every request with the same bytes.</summary>
    /// <param name="answer">The answer, as Latin-1 text.</param>
    /// <param name="keepsConnections">Whether a connection is kept after an answer.</param>
    public static RequestServer Answering(string answer, bool keepsConnections) => new(async (_, peer) =>
    {
        await peer.SendAsync(answer);
        return keepsConnections;
    });

    /// <summary>Takes no more connections, and closes those that there are.</summary>
    public void Stop() => _server.Stop();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(RawPeer peer)
    {
        do
        {
            if (await peer.TryReadUntilAsync("\r\n\r\n") is not { } request)
            {
                return;
            }

            Requests.Enqueue(request);
        }
        while (await _handle(Interlocked.Increment(ref _count), peer));
    }
}
