using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>One connection of a client, and the one to the server that belongs to it.</summary>
/// <param name="client">The client's; closed at the end.</param>
/// <param name="server">The server.</param>
/// <param name="log">Takes down what is seen.</param>
internal sealed class RelayedConnection(Socket client, ServerAddress server, StatementLog log)
{
    private const string CannotConnect = "08006";

    /// <summary>Serves the client until one of the two ends. Does not fail.</summary>
    /// <param name="stopping">Ends both.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using (client)
        {
            await using var stream = new NetworkStream(client, ownsSocket: false);
            PipeReader fromClient = PipeReader.Create(stream);
            try
            {
                if (await StartUpReader.ReadAsync(fromClient, stream, stopping) is { } startUp)
                {
                    await ConnectAsync(startUp.Request, startUp.Bytes, fromClient, stream, stopping);
                }
            }
            catch (PostgresProtocolException e)
            {
                await RefuseAsync(stream, "08P01", e.Message);
            }
            catch (Exception e) when (IsOfConnection(e))
            {
                // It is over.
            }
        }
    }

    private static bool IsOfConnection(Exception e) => e is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    private static async Task RefuseAsync(Stream stream, string sqlState, string message)
    {
        var refusal = new ArrayBufferWriter<byte>();
        new MessageWriter(refusal).Diagnostic(BackendMessage.ErrorResponse, DiagnosticFields.Of("FATAL", sqlState, $"infernosim: {message}"));
        try
        {
            await stream.WriteAsync(refusal.WrittenMemory);
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            // The client has gone.
        }
    }

    private async Task ConnectAsync(StartUpRequest request, byte[] startUp, PipeReader fromClient, Stream toClient, CancellationToken stopping)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, stopping);
        }
        catch (SocketException e)
        {
            await RefuseAsync(toClient, CannotConnect, $"the PostgreSQL server at {server} cannot be reached: {e.Message}");
            return;
        }

        await using var toServer = new NetworkStream(socket, ownsSocket: false);
        await toServer.WriteAsync(startUp, stopping);
        ConnectionObserver? observer = ObserverOf(request);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<bool> asking = PassAsync(fromClient, toServer, socket, observer?.FromClient, ended);
        Task<bool> answering = PassAsync(PipeReader.Create(toServer), toClient, client, observer?.FromServer, ended);
        bool[] isWhole = await Task.WhenAll(asking, answering);
        string code = stopping.IsCancellationRequested ? GatewayFailure.CaptureStopped : isWhole[0] ? GatewayFailure.ClientAborted : GatewayFailure.ConnectionReset;
        observer?.Close(GatewayFailure.Describe(code, server.ToString()));
    }

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
    private async Task<bool> PassAsync(PipeReader from, Stream to, Socket receiver, ObservedDirection? observed, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                ReadResult read = await from.ReadAsync(ended.Token);
                observed?.Take(read.Buffer);
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    await to.WriteAsync(piece, ended.Token);
                }

                from.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    receiver.Shutdown(SocketShutdown.Send);
                    return true;
                }
            }
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            await ended.CancelAsync();
            return false;
        }
        finally
        {
            await from.CompleteAsync();
        }
    }
}
