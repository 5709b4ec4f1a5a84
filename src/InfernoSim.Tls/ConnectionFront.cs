using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Tls;

/// <summary>
/// Looks at the first bytes of each connection, before Kestrel reads HTTP from it: Kestrel refuses a <c>CONNECT</c> whose <c>Host</c> is
/// missing or another, and does not tell HTTP/2 in the clear from HTTP/1.
/// </summary>
/// <param name="http">Kestrel's HTTP.</param>
/// <param name="openTunnel">Serves a tunnel that is asked for, or says what to answer where there is none.</param>
/// <param name="certificate">What to show a client that speaks TLS to the proxy itself; <see langword="null"/> where it cannot.</param>
internal sealed class ConnectionFront(
    ConnectionDelegate http,
    Func<ProxyConnection, ConnectRequest, Task<DependencyAnswer?>>? openTunnel,
    Func<string, System.Net.Security.SslStreamCertificateContext>? certificate = null)
{
    private const int MaxHeadBytes = 64 * 1024;

    /// <summary>Serves a connection.</summary>
    /// <param name="context">The connection.</param>
    /// <returns>A task that completes with the connection.</returns>
    public async Task OnConnectionAsync(ConnectionContext context)
    {
        var connection = new ProxyConnection(context, http);
        context.Features.Set(connection);

        // A connection on which nothing is asked must not keep a stopping server waiting.
        Spoken spoken = await connection.PeekAsync(connection.Closing);
        switch (spoken)
        {
            case Spoken.Nothing:
                break;
            case Spoken.Connect when openTunnel is not null:
                await OpenTunnelAsync(connection, openTunnel);
                break;
            case Spoken.Tls when certificate is not null:
                await connection.ServeTlsAsync(name => certificate(name.Length > 0 ? name : AddressOf(context)));
                break;
            default:
                await connection.ServeHttpAsync(spoken);
                break;
        }
    }

    // A client that goes by an address asks for no name.
    private static string AddressOf(ConnectionContext context) => context.LocalEndPoint is IPEndPoint { Address: var address }
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "localhost";

    private static async Task OpenTunnelAsync(ProxyConnection connection, Func<ProxyConnection, ConnectRequest, Task<DependencyAnswer?>> openTunnel)
    {
        ConnectRequest? request = await ReadHeadAsync(connection.Input);
        if (request is null)
        {
            return;
        }

        if (!request.IsValid)
        {
            await connection.Context.Transport.Output.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }

        if (await openTunnel(connection, request) is { } refusal)
        {
            await connection.RefuseAsync(refusal);
        }
    }

    private static async Task<ConnectRequest?> ReadHeadAsync(PipeReader input)
    {
        var request = new ConnectRequest();
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            bool isComplete;
            try
            {
                isComplete = Parse(request, read.Buffer, out SequencePosition consumed);
                input.AdvanceTo(consumed, isComplete ? consumed : read.Buffer.End);
            }
            catch (BadHttpRequestException)
            {
                input.AdvanceTo(read.Buffer.End);
                return new ConnectRequest();
            }

            if (isComplete)
            {
                return request;
            }

            if (read.IsCompleted || read.IsCanceled || read.Buffer.Length > MaxHeadBytes)
            {
                return null;
            }
        }
    }

    private static bool Parse(ConnectRequest request, ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool isComplete = request.Parse(ref reader);
        consumed = reader.Position;
        return isComplete;
    }
}
