using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A port of this machine each connection of which leads into a tunnel of its own.</summary>
internal sealed class TunnelRelay : IAsyncDisposable
{
    private readonly PeerServer _server;

    /// <param name="open">Opens a tunnel.</param>
    public TunnelRelay(Func<Task<ConformanceConnection>> open) => _server = new PeerServer(async (peer, stopped) =>
    {
        await using ConformanceConnection tunnel = await open();
        await Task.WhenAny(peer.Stream.CopyToAsync(tunnel.Stream, stopped), tunnel.Stream.CopyToAsync(peer.Stream, stopped)).Unwrap();
    });

    public int Port => _server.Port;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
