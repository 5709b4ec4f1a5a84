using System.Buffers;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>
/// Passes on the beginning of a login with a server that is reached by TLS, up to the client's choice of a mechanism. TLS ends here, so a login that is bound to
/// it would fail. A client without TLS is not shown the offer to bind, which it would take for an attack. One with TLS is shown it: a driver that is told not to
/// bind may say another thing to a server that cannot than to one that can.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="server">The server.</param>
/// <param name="observer">Takes down what is seen; <see langword="null"/> where nothing is.</param>
internal sealed class RelayedLogin(ConnectionLeg client, ConnectionLeg server, ConnectionObserver? observer)
{
    /// <summary>Passes it on. Where one of the two has gone, the rest of the connection will tell.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresProtocolException">The client cannot log in this way; the message says what to do.</exception>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        byte[]? asked;
        do
        {
            asked = await WholeMessage.ReadAsync(server.Reader, hasType: true, cancellationToken);
            if (asked is null)
            {
                return;
            }

            asked = client.IsEncrypted ? asked : SaslOffer.WithoutBinding(asked);
            observer?.FromServer.Take(new ReadOnlySequence<byte>(asked));
            await client.Stream.WriteAsync(asked, cancellationToken);
        }
        while (asked[0] is not (BackendMessage.Authentication or BackendMessage.ErrorResponse));

        if (SaslOffer.Is(asked) && await WholeMessage.ReadAsync(client.Reader, hasType: true, cancellationToken) is { } chosen)
        {
            ThrowIfLost(chosen);
            observer?.FromClient.Take(new ReadOnlySequence<byte>(chosen));
            await server.Stream.WriteAsync(chosen, cancellationToken);
        }
    }

    private static void ThrowIfLost(byte[] chosen)
    {
        if (SaslOffer.Binds(chosen))
        {
            throw new PostgresProtocolException(
                "The service binds its login to TLS (SCRAM channel binding), and TLS ends at this relay: the server would refuse it. "
                + "While it is recorded, add sslmode=require and channel_binding=disable to its connection string (for Npgsql: SSL Mode=Require;Channel Binding=Disable), or give the relay the server's own certificate.");
        }
    }
}
