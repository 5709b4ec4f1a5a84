using System.Collections.Concurrent;
using System.Security.Authentication;
using InfernoSim.Certificates;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Tls;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// Tunnels that a service asks its proxy for. Behind them is nobody: what HTTP is inside, in TLS or not, is answered like any other call.
/// </summary>
/// <param name="answers">Answers calls.</param>
/// <param name="authority">Vouches for certificates; <see langword="null"/> where there is no TLS.</param>
/// <param name="recorded">Tunnels of the incident, whose inside nobody knows, or that failed.</param>
/// <param name="workers">Tells whose service asks.</param>
internal sealed class StubTunnels(StubAnswers answers, LocalAuthority? authority, IReadOnlySet<string> recorded, WorkerPorts workers)
{
    private const int TlsPort = 443;
    private const int MostNamed = 10;

    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why https calls never came, for a person; <see langword="null"/> when none was kept from coming.</summary>
    public string? Problem => _refused.IsEmpty ? null
        : authority is null ? $"https calls to {RefusedHosts} came, and there was no certificate authority to answer them by; make one, and have the service trust it"
        : $"the service did not accept the certificate by which its https calls to {RefusedHosts} are answered, so they never came; have it trust {authority.CertificatePath}";

    private string RefusedHosts => string.Join(", ", _refused.Keys.Order(StringComparer.Ordinal).Take(MostNamed));

    /// <summary>A call came through a tunnel: its client has accepted the certificate.</summary>
    /// <param name="inside">The tunnel.</param>
    public void Used(TunnelOrigin inside) => _used.TryAdd(inside.Authority, true);

    /// <summary>Serves a tunnel to its end.</summary>
    /// <param name="connection">The connection that is to become one.</param>
    /// <param name="request">What was asked for.</param>
    /// <returns>What to answer in place of it; <see langword="null"/> when there was one.</returns>
    public async Task<DependencyAnswer?> OpenAsync(ProxyConnection connection, ConnectRequest request)
    {
        if (recorded.Contains(request.Authority))
        {
            return await AskAsync(connection, request);
        }

        // Port 443 means TLS, and a refusal says more than a connection that ends.
        if (authority is null && request.Port == TlsPort)
        {
            return await RefuseAsync(connection, request);
        }

        await connection.Context.Transport.Output.WriteAsync(ProxyConnection.Established);
        switch (await connection.PeekAsync(connection.Closing))
        {
            case Spoken.Nothing:
                break;
            case Spoken.Http1:
                await connection.ServeHttpAsync(Spoken.Http1, TunnelOrigin.Of(Uri.UriSchemeHttp, request));
                break;
            case Spoken.Http2:
                await connection.ServeHttpAsync(Spoken.Http2, TunnelOrigin.Of(Uri.UriSchemeHttp, request));
                break;
            case Spoken.Tls when authority is not null:
                await ServeTlsAsync(connection, request, authority);
                break;
            case Spoken.Tls:
                await RefuseAsync(connection, request);
                break;
            default:
                await AskAsync(connection, request);
                break;
        }

        return null;
    }

    private async Task ServeTlsAsync(ProxyConnection connection, ConnectRequest request, LocalAuthority voucher)
    {
        var inside = TunnelOrigin.Of(Uri.UriSchemeHttps, request);
        Exception? failure = await connection.ServeTlsAsync(name => voucher.LeafFor(name.Length == 0 ? request.Host : name), inside);
        if ((failure is AuthenticationException || !_used.ContainsKey(inside.Authority)) && !connection.Closing.IsCancellationRequested)
        {
            // The client did not accept the certificate. That its call did not come has to be seen.
            await RefuseAsync(connection, request);
        }
    }

    private ValueTask<DependencyAnswer> RefuseAsync(ProxyConnection connection, ConnectRequest request)
    {
        _refused.TryAdd(request.Host, true);
        return AskAsync(connection, request);
    }

    private ValueTask<DependencyAnswer> AskAsync(ProxyConnection connection, ConnectRequest request) => answers.AskAsync(
        new DependencyRequest
        {
            Method = "CONNECT",
            Scheme = Uri.UriSchemeHttp,
            Authority = request.Authority,
            PathAndQuery = "",
            Headers = StubCallReader.ReadHeaders(request.Headers),
            Worker = workers.WorkerAt(connection.Context.LocalEndPoint),
        },
        connection.Context.ConnectionClosed);
}
