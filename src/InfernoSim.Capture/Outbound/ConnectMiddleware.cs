using System.Buffers;
using System.IO.Pipelines;
using InfernoSim.Capture.Forwarding;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// Looks at the first bytes of a connection. <c>CONNECT</c> becomes a tunnel; everything else is Kestrel's HTTP, untouched.
/// Reading the inside of a tunnel would begin here: answer the client, put TLS on the transport, and go on with
/// <paramref name="next"/>.
/// </summary>
/// <param name="next">Kestrel's HTTP.</param>
/// <param name="proxy">The outbound proxy.</param>
internal sealed class ConnectMiddleware(ConnectionDelegate next, Proxy proxy)
{
    private const int MaxHeadBytes = 64 * 1024;

    private static ReadOnlySpan<byte> Verb => "CONNECT "u8;

    /// <summary>Serves a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>A task that completes with the connection.</returns>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        // A connection on which nothing is asked must not keep a stopping server waiting.
        using CancellationTokenRegistration stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
            .ConnectionClosedRequested.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), input);
        switch (await BeginsWithConnectAsync(input))
        {
            case true:
                await OpenTunnelAsync(connection);
                break;
            case false:
                await stopping.DisposeAsync();
                await next(connection);
                break;
        }
    }

    /// <returns><see langword="null"/> when the connection ended first.</returns>
    private static async Task<bool?> BeginsWithConnectAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            bool? decided = Decide(read.Buffer);
            // What was looked at stays; more is only waited for while it is not decided.
            input.AdvanceTo(read.Buffer.Start, decided is null ? read.Buffer.End : read.Buffer.Start);
            if (decided is not null)
            {
                return decided;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                return read.Buffer.IsEmpty || read.IsCanceled ? null : false;
            }
        }
    }

    private static bool? Decide(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[Verb.Length];
        int length = (int)Math.Min(buffer.Length, first.Length);
        buffer.Slice(0, length).CopyTo(first);
        return !first[..length].SequenceEqual(Verb[..length]) ? false
            : length == Verb.Length ? true
            : null;
    }

    private async Task OpenTunnelAsync(ConnectionContext connection)
    {
        ConnectRequest? request = await ReadHeadAsync(connection.Transport.Input);
        if (request is null)
        {
            return;
        }

        if (!request.IsValid)
        {
            await connection.Transport.Output.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }

        proxy.Enter();
        try
        {
            await new Tunnel(proxy, connection, request).RunAsync();
        }
        finally
        {
            proxy.Exit();
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
