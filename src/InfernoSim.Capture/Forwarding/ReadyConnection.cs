using System.Net.Sockets;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// The connection to a dependency that was made when its tunnel was opened, for the first call inside to take: so the dependency sees
/// no more connections than it would without a proxy. It ends with its tunnel, so it is for the calls inside alone.
/// </summary>
/// <param name="socket">The connection.</param>
internal sealed class ReadyConnection(Socket socket) : IDisposable
{
    /// <summary>Where a call on its way carries it.</summary>
    public static readonly HttpRequestOptionsKey<ReadyConnection> Key = new("InfernoSim.ReadyConnection");

    private Socket? _socket = socket;

    /// <summary>Takes it.</summary>
    /// <returns>The connection, the caller's until the tunnel ends; <see langword="null"/> when it has been taken.</returns>
    public Socket? Take() => Interlocked.Exchange(ref _socket, null);

    /// <summary>Closes it, unless it has been taken.</summary>
    public void Dispose() => Take()?.Dispose();
}
