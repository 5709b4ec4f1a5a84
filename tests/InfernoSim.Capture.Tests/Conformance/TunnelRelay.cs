using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A port of this machine each connection of which leads into a tunnel of its own.</summary>
internal sealed class TunnelRelay : IAsyncDisposable
{
    private readonly RawServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Task<ConformanceConnection>> _open;
    private readonly Task _accepting;

    /// <param name="open">Opens a tunnel.</param>
    public TunnelRelay(Func<Task<ConformanceConnection>> open)
    {
        _open = open;
        _accepting = AcceptAsync();
    }

    public int Port => _server.Port;

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
                serving.Add(ServeAsync(await _server.AcceptAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(RawPeer peer)
    {
        using (peer)
        {
            await using ConformanceConnection tunnel = await _open();
            try
            {
                await Task.WhenAny(peer.Stream.CopyToAsync(tunnel.Stream, _stop.Token), tunnel.Stream.CopyToAsync(peer.Stream, _stop.Token)).Unwrap();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // Either side has left, or the test is over.
            }
        }
    }
}
