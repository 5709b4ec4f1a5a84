using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>One connection of a client, and the one to the server that belongs to it. Each may be encrypted, and ends here.</summary>
/// <param name="socket">The client's; closed at the end.</param>
/// <param name="server">The server.</param>
/// <param name="certificate">What is shown to a client that asks for TLS.</param>
/// <param name="log">Takes down what is seen.</param>
internal sealed class RelayedConnection(Socket socket, ServerAddress server, SslStreamCertificateContext certificate, StatementLog log)
{
    private const string CannotConnect = "08006";

    /// <summary>Serves the client until one of the two ends. Does not fail.</summary>
    /// <param name="stopping">Ends both.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var client = new ConnectionLeg(socket);
        try
        {
            if (await StartUpReader.ReadAsync(client, certificate, stopping) is { } startUp)
            {
                await ConnectAsync(startUp.Request, startUp.Bytes, client, stopping);
            }
        }
        catch (PostgresProtocolException e)
        {
            await RefuseAsync(client, "08P01", e.Message);
        }
        catch (ServerConnectionException e)
        {
            await RefuseAsync(client, CannotConnect, $"the PostgreSQL server at {server} cannot be reached: {e.Message}");
        }
        catch (Exception e) when (ConnectionLeg.IsOver(e))
        {
            // It is over.
        }
    }

    private static async Task RefuseAsync(ConnectionLeg client, string sqlState, string message)
    {
        var refusal = new ArrayBufferWriter<byte>();
        new MessageWriter(refusal).Diagnostic(BackendMessage.ErrorResponse, DiagnosticFields.Of("FATAL", sqlState, $"infernosim: {message}"));
        try
        {
            await client.Stream.WriteAsync(refusal.WrittenMemory);
            await client.EndAsync();
        }
        catch (Exception e) when (ConnectionLeg.IsOver(e) || e is InvalidOperationException)
        {
            // The client has gone, or TLS has not come about.
        }
    }

    private async Task ConnectAsync(StartUpRequest request, byte[] startUp, ConnectionLeg client, CancellationToken stopping)
    {
        await using ConnectionLeg toServer = await ServerConnection.OpenAsync(server, stopping);
        await toServer.Stream.WriteAsync(startUp, stopping);
        ConnectionObserver? observer = ObserverOf(request);
        if (request.Kind == StartUpKind.Session && toServer.IsEncrypted && !IsServersOwn(client, toServer))
        {
            await new RelayedLogin(client, toServer, observer).PassAsync(stopping);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<bool> asking = PassAsync(client, toServer, observer?.FromClient, ended);
        Task<bool> answering = PassAsync(toServer, client, observer?.FromServer, ended);
        bool[] isWhole = await Task.WhenAll(asking, answering);
        string code = stopping.IsCancellationRequested ? GatewayFailure.CaptureStopped : isWhole[0] ? GatewayFailure.ClientAborted : GatewayFailure.ConnectionReset;
        observer?.Close(GatewayFailure.Describe(code, server.ToString()));
    }

    // By the server's own certificate a login is bound to both connections.
    private bool IsServersOwn(ConnectionLeg client, ConnectionLeg toServer) =>
        client.IsEncrypted && toServer.OtherCertificate is { } shown && shown.GetRawCertData().AsSpan().SequenceEqual(certificate.TargetCertificate.RawData);

    private ConnectionObserver? ObserverOf(StartUpRequest request)
    {
        if (request is { Kind: StartUpKind.Session, IsReplication: true })
        {
            log.AddNotRecorded(request.Database, "a connection of replication");
        }

        return request is { Kind: StartUpKind.Session, IsReplication: false } ? new ConnectionObserver(log, request.Database) : null;
    }

    /// <summary>Passes one direction on. When it ends, so does the receiver's; when it fails, so does the other direction.</summary>
    /// <returns>Whether the sender ended it.</returns>
    private static async Task<bool> PassAsync(ConnectionLeg from, ConnectionLeg to, ObservedDirection? observed, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                ReadResult read = await from.Reader.ReadAsync(ended.Token);
                observed?.Take(read.Buffer);
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    await to.Stream.WriteAsync(piece, ended.Token);
                }

                from.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    await to.EndAsync();
                    return true;
                }
            }
        }
        catch (Exception e) when (ConnectionLeg.IsOver(e))
        {
            await ended.CancelAsync();
            return false;
        }
    }
}
