using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using InfernoSim.Certificates;

namespace InfernoSim.Capture;

/// <summary>The service that inbound requests are forwarded to: <c>host:port</c>, or a URL such as <c>http://host:port</c>.</summary>
public sealed class ForwardTarget
{
    private ForwardTarget(string scheme, string host, int port)
    {
        Scheme = scheme;
        Host = host;
        Port = port;
    }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; }

    /// <summary>The host name or address, an IPv6 address in brackets.</summary>
    public string Host { get; }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary><c>host:port</c>.</summary>
    public string Authority => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Scheme and authority.</summary>
    internal string Origin => $"{Scheme}://{Authority}";

    /// <summary>Reads a target.</summary>
    /// <param name="text">For example <c>localhost:8080</c>.</param>
    /// <returns>The target.</returns>
    /// <exception cref="CaptureException">The text is not a target; the message says what one looks like.</exception>
    public static ForwardTarget Parse(string text) =>
        TryParse(text, out ForwardTarget? target)
            ? target
            : throw new CaptureException($"'{text}' is not a service to forward to. Write host and port, such as 'localhost:8080', or a URL without a path, such as 'http://localhost:8080'.");

    /// <summary>Reads a target.</summary>
    /// <param name="text">For example <c>localhost:8080</c>.</param>
    /// <param name="target">The target.</param>
    /// <returns><see langword="false"/> when the text is not a target.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ForwardTarget? target)
    {
        target = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        string url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + (text.StartsWith(':') ? "localhost" : "") + text;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || Uri.CheckHostName(uri.Host) == UriHostNameType.Unknown || uri.Port == 0 || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            return false;
        }

        target = new ForwardTarget(uri.Scheme, uri.Host, uri.Port);
        return true;
    }

    /// <summary>Finds out whether something listens there.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="trust">Whose certificates are accepted, where it is https; this machine's own trust when omitted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when it does.</returns>
    /// <exception cref="CaptureException">Nothing does, or its certificate is not trusted; the message says why, and what to do.</exception>
    public async Task ProbeAsync(TimeSpan timeout, UpstreamTrust? trust = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        using var deadline = new CancellationTokenSource(timeout, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Host.Trim('[', ']'), Port, limit.Token);
            if (Scheme == Uri.UriSchemeHttps)
            {
                await using var tls = new SslStream(new NetworkStream(socket));
                await tls.AuthenticateAsClientAsync((trust ?? UpstreamTrust.System).ToClientOptions(Host.Trim('[', ']')), limit.Token);
            }
        }
        catch (UntrustedCertificateException e)
        {
            throw new CaptureException($"The service at {Origin} is there, but {e.Message}. Say whose certificates are to be trusted.", e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw Unreachable($"it does not speak TLS as it should: {e.Message.TrimEnd('.')}", e);
        }
        catch (SocketException e)
        {
            throw Unreachable(e.Message.TrimEnd('.'), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {timeout.TotalSeconds:0.#} s", e);
        }
    }

    /// <summary>The target as a URL.</summary>
    /// <returns>For example <c>http://localhost:8080</c>.</returns>
    public override string ToString() => Origin;

    private CaptureException Unreachable(string reason, Exception cause) =>
        new($"Cannot reach the service at {Authority}: {reason}. Start it, or forward to where it listens.", cause);
}
