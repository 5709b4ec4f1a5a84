using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// Carries bytes both ways. Each direction ends by itself, as the ends of a TCP connection do, and is only as fast as its
/// receiver. Towards the client it writes to the socket itself: Kestrel's output pipe can only be closed together with
/// the input, and does not say when its bytes have been sent.
/// </summary>
/// <param name="fromClient">What the client sends.</param>
/// <param name="client">The client, to send to.</param>
/// <param name="dependency">The dependency.</param>
/// <param name="longestIdle">How long nothing may pass.</param>
/// <param name="time">The clock.</param>
internal sealed class TunnelRelay(PipeReader fromClient, Socket client, Socket dependency, TimeSpan longestIdle, TimeProvider time)
{
    // As large as what a copy over two sockets gains from; see the measurement that YARP's StreamCopier cites.
    private const int BufferSize = 64 * 1024;

    private long _sent;
    private long _received;

    /// <summary>Bytes carried to the dependency.</summary>
    public long BytesSent => Volatile.Read(ref _sent);

    /// <summary>Bytes carried from the dependency.</summary>
    public long BytesReceived => Volatile.Read(ref _received);

    /// <summary>Carries bytes until both directions have ended.</summary>
    /// <param name="stopping">Ends both at once.</param>
    /// <returns>Why a direction failed; <see langword="null"/> when both came to their end, or were stopped, or nothing passed for too long.</returns>
    public async Task<Exception?> RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var idle = new IdleWatch(longestIdle, time, ended.Cancel);
        Task<Exception?> sending = GuardAsync(SendAsync(idle, ended.Token), ended);
        Task<Exception?> receiving = GuardAsync(ReceiveAsync(idle, ended.Token), ended);
        Exception?[] failures = await Task.WhenAll(sending, receiving);
        return Array.Find(failures, f => f is not null and not OperationCanceledException);
    }

    /// <summary>Closes the client's connection in both directions.</summary>
    public void Close()
    {
        try
        {
            client.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It is closed already.
        }
    }

    /// <summary>Sends bytes, all of them.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="ended">Gives up.</param>
    public static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, ended)..];
        }
    }

    private static async Task<Exception?> GuardAsync(Task direction, CancellationTokenSource ended)
    {
        try
        {
            await direction;
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A connection that was reset is so for both directions.
            await ended.CancelAsync();
            return e;
        }
    }

    private async Task SendAsync(IdleWatch idle, CancellationToken ended)
    {
        while (true)
        {
            ReadResult read = await fromClient.ReadAsync(ended);
            idle.Touch();
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                await SendAllAsync(dependency, segment, ended);
                Interlocked.Add(ref _sent, segment.Length);
            }

            fromClient.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                dependency.Shutdown(SocketShutdown.Send);
                return;
            }

            if (read.IsCanceled)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private async Task ReceiveAsync(IdleWatch idle, CancellationToken ended)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int received;
            while ((received = await dependency.ReceiveAsync(buffer, ended)) > 0)
            {
                idle.Touch();
                Interlocked.Add(ref _received, received);
                await SendAllAsync(client, buffer.AsMemory(0, received), ended);
            }

            client.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
