using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfernoSim.Replay;

/// <summary>A service that is already running and is reached by URL.</summary>
/// <param name="baseAddress">Where it listens, for example <c>http://localhost:18080</c>.</param>
public sealed class HttpServiceUnderTest(Uri baseAddress) : IServiceUnderTest
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Uri BaseAddress { get; } = baseAddress;

    /// <inheritdoc/>
    public HttpMessageHandler CreateHandler() => new SingleSendHandler(CreateSocketsHandler());

    /// <inheritdoc/>
    public async ValueTask<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        using var limit = new CancellationTokenSource(ProbeTimeout, TimeProvider.System);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(BaseAddress.IdnHost, BaseAddress.Port, deadline.Token);
            return null;
        }
        catch (SocketException failure)
        {
            return $"{failure.SocketErrorCode}: {failure.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no connection within {ProbeTimeout.TotalSeconds:0} s";
        }
    }

    /// <summary>A socket transport that adds nothing and interprets nothing.</summary>
    internal static SocketsHttpHandler CreateSocketsHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(30),

        // A response that is left is left at once, as its client did: the service sees the connection close.
        MaxResponseDrainSize = 0,

        // Recorded field values are the bytes on the wire, one character each.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
