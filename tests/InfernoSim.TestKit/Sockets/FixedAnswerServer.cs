using System.Collections.Concurrent;

namespace InfernoSim.TestKit.Sockets;

/// <summary>Answers every request that has no body with the same bytes.</summary>
public sealed class FixedAnswerServer : IAsyncDisposable
{
    private readonly RawServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<RawPeer> _peers = [];
    private readonly string _answer;
    private readonly bool _keepsConnections;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="answer">The answer, as Latin-1 text.</param>
    /// <param name="keepsConnections">Whether a connection is kept after an answer.</param>
    public FixedAnswerServer(string answer, bool keepsConnections)
    {
        _answer = answer;
        _keepsConnections = keepsConnections;
        _accepting = AcceptAsync();
    }

    /// <summary>Its base address.</summary>
    public Uri Address => _server.Address;

    /// <summary>The heads of the requests, in order of their arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many connections there were.</summary>
    public int Connections => _peers.Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _server.Dispose();
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
        catch (OperationCanceledException)
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
                while (await peer.TryReadUntilAsync("\r\n\r\n") is { } request)
                {
                    Requests.Enqueue(request);
                    await peer.SendAsync(_answer);
                    if (!_keepsConnections)
                    {
                        return;
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or TimeoutException or ObjectDisposedException)
            {
                // The client went away or says nothing, or the test is over.
            }
        }
    }
}
