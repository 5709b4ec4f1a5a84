using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Connects with a PostgreSQL server, by TLS where that is asked for.</summary>
internal static class ServerConnection
{
    // A message of 8 bytes: its length, and the code that asks for TLS (1234 << 16 | 5679).
    private static readonly byte[] TlsRequest = [0, 0, 0, 8, 4, 210, 22, 47];

    /// <summary>Connects.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection; nothing has been said on it but what TLS needs.</returns>
    /// <exception cref="ServerConnectionException">The server cannot be reached, or not as it should be.</exception>
    public static async Task<ConnectionLeg> OpenAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is SocketException ? new ServerConnectionException(e.Message.TrimEnd('.'), e) : e;
        }

        var leg = new ConnectionLeg(socket);
        try
        {
            if (server.Tls != TlsMode.Disable)
            {
                await EncryptAsync(leg, server, cancellationToken);
            }

            return leg;
        }
        catch
        {
            await leg.DisposeAsync();
            throw;
        }
    }

    private static async Task EncryptAsync(ConnectionLeg leg, ServerAddress server, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[1];
        try
        {
            await leg.Stream.WriteAsync(TlsRequest, cancellationToken);
            await leg.Stream.ReadExactlyAsync(answer, cancellationToken);
            if (answer[0] == 'S')
            {
                await leg.BeginTlsAsync(OptionsFor(server), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            throw new ServerConnectionException($"TLS failed: {e.Message.TrimEnd('.')}; sslmode=require does not look at the certificate, and sslrootcert names who is trusted to issue it", e);
        }

        if (!leg.IsEncrypted)
        {
            throw new ServerConnectionException("it offers no TLS, and sslmode asks for it; turn TLS on there, or leave sslmode out", null);
        }
    }

    private static SslClientAuthenticationOptions OptionsFor(ServerAddress server) => new()
    {
        TargetHost = server.Host,
        CertificateChainPolicy = server.Roots is null ? null : PolicyOf(server.Roots),
        RemoteCertificateValidationCallback = (_, _, _, errors) => server.Tls switch
        {
            TlsMode.VerifyFull => errors == SslPolicyErrors.None,
            TlsMode.VerifyCa => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
            _ => true,
        },
    };

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}

/// <summary>A server cannot be reached; the message says why, and does not name it.</summary>
#pragma warning disable CA1064 // Meets nobody but those who know which server it was.
internal sealed class ServerConnectionException(string message, Exception? cause) : Exception(message, cause);
#pragma warning restore CA1064
