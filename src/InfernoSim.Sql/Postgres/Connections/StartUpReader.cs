using System.Net.Security;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Reads the messages that begin a connection, and answers those that ask for encryption: TLS is there, GSSAPI is not.</summary>
internal static class StartUpReader
{
    private static readonly byte[] No = [(byte)'N'];

    /// <summary>Reads up to the message that says what the connection is for.</summary>
    /// <param name="client">The client; encrypted from then on if it asks for that.</param>
    /// <param name="certificate">What is shown to it then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The message, and its bytes; <see langword="null"/> when the client has gone.</returns>
    /// <exception cref="PostgresProtocolException">It is no such message.</exception>
    public static async Task<(StartUpRequest Request, byte[] Bytes)?> ReadAsync(ConnectionLeg client, SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        while (await WholeMessage.ReadAsync(client.Reader, hasType: false, cancellationToken) is { } message)
        {
            var request = StartUpRequest.Read(message.AsSpan(sizeof(int)));
            if (request.Kind is not (StartUpKind.Tls or StartUpKind.Gss))
            {
                return (request, message);
            }

            if (request.Kind == StartUpKind.Tls && !client.IsEncrypted)
            {
                await client.AcceptTlsAsync(certificate, cancellationToken);
            }
            else
            {
                await client.Stream.WriteAsync(No, cancellationToken);
            }
        }

        return null;
    }
}
