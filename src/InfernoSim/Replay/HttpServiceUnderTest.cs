using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using InfernoSim.Certificates;

namespace InfernoSim.Replay;

/// <summary>A service that is already running and is reached by URL.</summary>
/// <param name="baseAddress">Where it listens, for example <c>http://localhost:18080</c>.</param>
public sealed class HttpServiceUnderTest(Uri baseAddress) : IServiceUnderTest
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Uri BaseAddress { get; } = baseAddress;

    /// <summary>Whose certificates are accepted, where it is reached by https.</summary>
    /// <value>The default is <see cref="UpstreamTrust.System"/>.</value>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <inheritdoc/>
    public HttpMessageHandler CreateHandler() => new SingleSendHandler(CreateSocketsHandler(Trust, BaseAddress.IdnHost));

    /// <inheritdoc/>
    /// <exception cref="ReplayConfigurationException">It is there, but its certificate is not trusted.</exception>
    public async ValueTask<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        using var limit = new CancellationTokenSource(ProbeTimeout, TimeProvider.System);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(BaseAddress.IdnHost, BaseAddress.Port, deadline.Token);
            if (BaseAddress.Scheme == Uri.UriSchemeHttps)
            {
                await using var tls = new SslStream(new NetworkStream(socket));
                await tls.AuthenticateAsClientAsync(Trust.ToClientOptions(BaseAddress.IdnHost), deadline.Token);
            }

            return null;
        }
        catch (UntrustedCertificateException failure)
        {
            throw new ReplayConfigurationException($"The service at {ServiceAddress.Format(BaseAddress)} was not called: {failure.Message}. Say whose certificates are to be trusted.", failure);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            return $"it does not speak TLS as it should: {failure.Message}";
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
    /// <param name="trust">Whose certificates are accepted; the machine's own trust when omitted.</param>
    /// <param name="host">Whose certificate it has to be, whatever the recorded <c>Host</c> says.</param>
    internal static SocketsHttpHandler CreateSocketsHandler(UpstreamTrust? trust = null, string? host = null) => new()
    {
        SslOptions = (trust ?? UpstreamTrust.System).ToClientOptions(host),
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
