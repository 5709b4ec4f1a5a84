using System.ComponentModel;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace InfernoSim.Tls;

/// <summary>
/// A client's connection to a proxy. What a tunnel turns out to hold is given to the same HTTP of Kestrel's that reads the requests
/// outside of tunnels, so there is no parser here.
/// </summary>
/// <param name="context">The connection.</param>
/// <param name="http">Kestrel's HTTP.</param>
/// <param name="limits">How long is waited for the client.</param>
internal sealed class ProxyConnection(ConnectionContext context, ConnectionDelegate http, OpeningLimits limits)
{
    /// <summary>The answer to a <c>CONNECT</c> that opens a tunnel.</summary>
    public static readonly ReadOnlyMemory<byte> Established = "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray();

    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>Bytes of the client's, where they are not read by HTTP.</summary>
    public PipeReader Input => context.Transport.Input;

    /// <summary>The connection.</summary>
    public ConnectionContext Context => context;

    /// <summary>Where the requests go, once the connection is a tunnel.</summary>
    public TunnelOrigin? Inside { get; private set; }

    /// <summary>Cancelled when the proxy wants no more requests on it.</summary>
    public CancellationToken Closing => context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;

    /// <summary>The connection of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="null"/> on a server that watches no connections.</returns>
    public static ProxyConnection? Of(HttpContext request) => request.Features.Get<ProxyConnection>();

    /// <summary>Begins to wait for the client.</summary>
    public ClientWait Wait() => new(limits, Closing);

    /// <summary>Waits until it can be told what the client speaks.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Spoken> PeekAsync(CancellationToken cancellationToken) => FirstBytes.PeekAsync(Input, cancellationToken);

    /// <summary>Has Kestrel serve requests, to the end of the connection.</summary>
    /// <param name="spoken">Which HTTP they are.</param>
    /// <param name="inside">Where they go, inside of a tunnel.</param>
    public Task ServeHttpAsync(Spoken spoken, TunnelOrigin? inside = null)
    {
        Inside = inside;
        if (spoken == Spoken.Http2)
        {
            ConnectionFeatures.SetHttp2(context.Features);
        }

        return http(context);
    }

    /// <summary>Answers in place of opening a tunnel; the connection is to end with that.</summary>
    /// <param name="answer">The answer.</param>
    public async Task RefuseAsync(DependencyAnswer answer)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}\r\n");
        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {values[0]}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\nConnection: close\r\n\r\n");
        await context.Transport.Output.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()));
        await context.Transport.Output.WriteAsync(answer.Body);
    }

    /// <summary>Ends TLS here, and has Kestrel serve what is inside.</summary>
    /// <param name="certificate">What to show a client that asks for a name; for an empty one where it asks for none.</param>
    /// <param name="inside">Where the requests go, inside of a tunnel.</param>
    /// <returns>Why there was no TLS; <see langword="null"/> when there was.</returns>
    public async Task<Exception?> ServeTlsAsync(Func<string, SslStreamCertificateContext> certificate, TunnelOrigin? inside = null)
    {
        IDuplexPipe outer = context.Transport;
        await using var plain = new DuplexStream(outer);
        await using var tls = new SslStream(plain, leaveInnerStreamOpen: true);
        try
        {
            using ClientWait wait = Wait();
            await tls.AuthenticateAsServerAsync(static (_, hello, state, _) => ValueTask.FromResult(OptionsFor(hello.ServerName, state)), certificate, wait.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or Win32Exception or InvalidOperationException)
        {
            return e;
        }

        Inside = inside;
        ConnectionFeatures.SetTls(context.Features, tls);
        var inner = new DuplexPipe(tls);
        context.Transport = inner;
        try
        {
            await http(context);
            await inner.DisposeAsync();
            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone.
        }
        finally
        {
            context.Transport = outer;
        }

        return null;
    }

    private static SslServerAuthenticationOptions OptionsFor(string name, object? certificate) => new()
    {
        ServerCertificateContext = ((Func<string, SslStreamCertificateContext>)certificate!)(name),
        ApplicationProtocols = Protocols,
    };
}
