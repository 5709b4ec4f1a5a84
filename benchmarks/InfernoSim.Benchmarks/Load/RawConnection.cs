using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfernoSim.Benchmarks.Load;

/// <summary>An HTTP/1.1 connection that understands as much of a response as it takes to find its end.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[128 * 1024];

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawConnection(socket);
    }

    /// <summary>Sends a request and receives the whole response to it.</summary>
    /// <exception cref="InvalidOperationException">The answer is not a 200.</exception>
    public async ValueTask ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request, SocketFlags.None);
        int received = 0;
        while (!IsWhole(_buffer.AsSpan(0, received)))
        {
            int read = await _socket.ReceiveAsync(_buffer.AsMemory(received), SocketFlags.None);
            if (read == 0)
            {
                throw new InvalidOperationException($"The connection was closed, or a response is over {_buffer.Length} bytes. So far: {Encoding.Latin1.GetString(_buffer, 0, received)}");
            }

            received += read;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> response)
    {
        int head = response.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!response.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"Not the answer that was expected: {Encoding.Latin1.GetString(response)}");
        }

        ReadOnlySpan<byte> fields = response[..(head + 2)];
        int lengthAt = fields.IndexOf("\r\nContent-Length: "u8);
        if (lengthAt >= 0)
        {
            return Utf8Parser.TryParse(fields[(lengthAt + 18)..], out int length, out _) && response.Length >= head + 4 + length;
        }

        return response.EndsWith("\r\n0\r\n\r\n"u8);
    }
}
