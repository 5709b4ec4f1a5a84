using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
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
/// <param name="limits">What a client may take until it is known what it asks for.</param>
internal sealed class ConnectionFront(
    ConnectionDelegate http,
    Func<ProxyConnection, ConnectRequest, Task<DependencyAnswer?>>? openTunnel,
    Func<string, System.Net.Security.SslStreamCertificateContext>? certificate = null,
    OpeningLimits? limits = null)
{
    private readonly OpeningLimits _limits = limits ?? OpeningLimits.Default;

    /// <summary>Serves a connection.</summary>
    /// <param name="context">The connection.</param>
    /// <returns>A task that completes with the connection.</returns>
    public async Task OnConnectionAsync(ConnectionContext context)
    {
        var connection = new ProxyConnection(context, http, _limits);
        context.Features.Set(connection);
        Spoken spoken = await PeekAsync(connection);
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

    // A connection on which nothing is asked must not keep a stopping server waiting.
    private static async ValueTask<Spoken> PeekAsync(ProxyConnection connection)
    {
        using ClientWait wait = connection.Wait();
        return await connection.PeekAsync(wait.Token);
    }

    // A client that goes by an address asks for no name.
    private static string AddressOf(ConnectionContext context) => context.LocalEndPoint is IPEndPoint { Address: var address }
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "localhost";

    private async Task OpenTunnelAsync(ProxyConnection connection, Func<ProxyConnection, ConnectRequest, Task<DependencyAnswer?>> openTunnel)
    {
        ConnectRequest? request = await ReadHeadAsync(connection);
        if (request is null)
        {
            return;
        }

        if (!request.IsValid)
        {
            await RefuseAsync(connection, "400 Bad Request");
            return;
        }

        if (await openTunnel(connection, request) is { } refusal)
        {
            await connection.RefuseAsync(refusal);
        }
    }

    private async Task<ConnectRequest?> RefuseTooLargeAsync(ProxyConnection connection)
    {
        _limits.HeadTooLarge();
        await RefuseAsync(connection, "431 Request Header Fields Too Large");
        return null;
    }

    private async Task<ConnectRequest?> ReadHeadAsync(ProxyConnection connection)
    {
        using ClientWait wait = connection.Wait();
        var request = new ConnectRequest();
        long length = 0;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await connection.Input.ReadAsync(wait.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            bool isComplete;
            long unread;
            try
            {
                isComplete = Parse(request, read.Buffer, out SequencePosition consumed);
                ReadOnlySequence<byte> rest = read.Buffer.Slice(consumed);
                unread = isComplete ? 0 : rest.Length;
                length += read.Buffer.Length - rest.Length;
                connection.Input.AdvanceTo(consumed, isComplete ? consumed : read.Buffer.End);
            }
            catch (BadHttpRequestException e)
            {
                connection.Input.AdvanceTo(read.Buffer.End);
                return e.StatusCode == StatusCodes.Status431RequestHeaderFieldsTooLarge ? await RefuseTooLargeAsync(connection) : new ConnectRequest();
            }

            if (length + unread > _limits.MaxHeadBytes)
            {
                return await RefuseTooLargeAsync(connection);
            }

            if (isComplete)
            {
                return request;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                return null;
            }
        }
    }

    private static async Task RefuseAsync(ProxyConnection connection, string status) =>
        await connection.Context.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

    private static bool Parse(ConnectRequest request, ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool isComplete = request.Parse(ref reader);
        consumed = reader.Position;
        return isComplete;
    }
}
