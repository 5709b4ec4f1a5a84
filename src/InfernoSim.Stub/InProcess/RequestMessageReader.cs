using InfernoSim.Matching;

namespace InfernoSim.Stub.InProcess;

/// <summary>Reads a request message as <see cref="SocketsHttpHandler"/> would have put it on the wire.</summary>
internal static class RequestMessageReader
{
    /// <summary>Reads the call but for its body.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The call.</returns>
    /// <exception cref="InvalidOperationException">The message has no absolute http or https address.</exception>
    public static DependencyRequest ReadHead(HttpRequestMessage request) => Read(request, ReadOnlyMemory<byte>.Empty, takesWebSockets: false);

    /// <summary>Reads the call, its body in full.</summary>
    /// <param name="request">The message.</param>
    /// <param name="takesWebSockets">Whether it may ask for a WebSocket, by a ws or wss address.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The call.</returns>
    /// <exception cref="InvalidOperationException">The message has no absolute address of these.</exception>
    public static async Task<DependencyRequest> ReadAsync(HttpRequestMessage request, bool takesWebSockets, CancellationToken cancellationToken) =>
        Read(request, request.Content is null ? ReadOnlyMemory<byte>.Empty : await request.Content.ReadAsByteArrayAsync(cancellationToken), takesWebSockets);

    private static DependencyRequest Read(HttpRequestMessage request, ReadOnlyMemory<byte> body, bool takesWebSockets) =>
        RequestMessageHead.Read(request, body, takesWebSockets)
        ?? throw new InvalidOperationException($"The stub answers requests to absolute http and https addresses, not to '{request.RequestUri}'.");
}
