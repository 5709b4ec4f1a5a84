using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>A connection with a client or a server, in clear text until one of the two asks for TLS.</summary>
/// <param name="socket">The socket, connected; closed with it.</param>
internal sealed class ConnectionLeg(Socket socket) : IAsyncDisposable
{
    private static readonly StreamPipeReaderOptions KeepsOpen = new(leaveOpen: true);
    private static readonly byte[] Yes = [(byte)'S'];

    private PipeReader? _reader;

    /// <summary>What is written to, and what <see cref="Reader"/> reads.</summary>
    public Stream Stream { get; private set; } = new NetworkStream(socket, ownsSocket: true);

    /// <summary>What comes.</summary>
    public PipeReader Reader => _reader ??= PipeReader.Create(Stream, KeepsOpen);

    /// <summary>Whether it is inside TLS.</summary>
    public bool IsEncrypted => Stream is SslStream;

    /// <summary>The certificate of the other end; <see langword="null"/> where it has shown none.</summary>
    public X509Certificate? OtherCertificate => (Stream as SslStream)?.RemoteCertificate;

    /// <summary>Whether an exception means no more than that a connection is over.</summary>
    /// <param name="e">The exception.</param>
    public static bool IsOver(Exception e) => e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    /// <summary>Agrees to TLS, which the client has asked for.</summary>
    /// <param name="certificate">What is shown to it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresProtocolException">The client has not waited for the answer.</exception>
    /// <exception cref="AuthenticationException">The two found no common ground, or the client does not trust the certificate.</exception>
    public async Task AcceptTlsAsync(SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        // What stands in clear text before the handshake would be taken for a part of the session, whoever put it there (CVE-2021-23214).
        if (Reader.TryRead(out ReadResult early) && !early.Buffer.IsEmpty)
        {
            throw new PostgresProtocolException("The client asked for TLS and went on in clear text.");
        }

        await Stream.WriteAsync(Yes, cancellationToken);
        var tls = new SslStream(Stream);
        Encrypt(tls);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, cancellationToken);
    }

    /// <summary>Begins TLS, to which the server has agreed.</summary>
    /// <param name="options">How its certificate is looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AuthenticationException">The two found no common ground, or the certificate is not trusted.</exception>
    public async Task BeginTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var tls = new SslStream(Stream);
        Encrypt(tls);
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public async Task EndAsync()
    {
        if (Stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_reader is not null)
        {
            await _reader.CompleteAsync();
        }

        await Stream.DisposeAsync();
    }

    private void Encrypt(SslStream tls)
    {
        Stream = tls;
        _reader = null;
    }
}
