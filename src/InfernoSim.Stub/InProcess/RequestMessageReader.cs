using InfernoSim.Matching;

namespace InfernoSim.Stub.InProcess;

/// <summary>Reads a request message as <see cref="SocketsHttpHandler"/> would have put it on the wire.</summary>
internal static class RequestMessageReader
{
    /// <summary>Reads the call, its body in full.</summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The call.</returns>
    /// <exception cref="InvalidOperationException">The message has no absolute http or https address.</exception>
    public static async Task<DependencyRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = request.Content is null ? ReadOnlyMemory<byte>.Empty : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        return RequestMessageHead.Read(request, body)
            ?? throw new InvalidOperationException($"The stub answers requests to absolute http and https addresses, not to '{request.RequestUri}'.");
    }
}
