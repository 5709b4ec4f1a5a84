using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfernoSim.TestKit.Sockets;

/// <summary>A TCP connection on which a test reads and writes bytes, as Latin-1 text: one character for each byte.</summary>
public sealed class RawPeer : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly MemoryStream _unread = new();

    /// <param name="socket">The connection, which it owns.</param>
    public RawPeer(Socket socket)
    {
        Socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: false);
    }

    /// <summary>The connection.</summary>
    public Socket Socket { get; }

    /// <summary>The bytes of the connection, for a protocol that is no text. It ends with the peer.</summary>
    public Stream Stream => _stream;

    /// <summary>Connects.</summary>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint).WaitAsync(Patience.Limit);
        return new RawPeer(socket);
    }

    /// <summary>Connects to the host, given as an address, and port of a URI.</summary>
    public static Task<RawPeer> ConnectAsync(Uri address) => ConnectAsync(new IPEndPoint(IPAddress.Parse(address.DnsSafeHost), address.Port));

    /// <summary>Sends one request that asks to close.</summary>
    /// <returns>All that comes.</returns>
    /// <exception cref="IOException">The connection was reset.</exception>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using RawPeer peer = await ConnectAsync(address);
        await peer.SendAsync(request);
        return await peer.ReadToOrderlyEndAsync();
    }

    /// <summary>Sends a text.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience.Limit);

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    /// <summary>Reads up to and with a text.</summary>
    /// <exception cref="IOException">The connection ended before.</exception>
    public async Task<string> ReadUntilAsync(string end) =>
        await TryReadUntilAsync(end) ?? throw new EndOfStreamException($"The connection ended before '{end}'; it said: {Unread()}");

    /// <summary>Reads up to and with a text; <see langword="null"/> when the connection ends before.</summary>
    public async Task<string?> TryReadUntilAsync(string end)
    {
        int at;
        while ((at = Unread().IndexOf(end, StringComparison.Ordinal)) < 0)
        {
            if (await FillAsync() == 0)
            {
                return null;
            }
        }

        return Take(at + end.Length);
    }

    /// <summary>Reads a number of bytes.</summary>
    /// <exception cref="IOException">The connection ended before.</exception>
    public async Task<string> ReadExactlyAsync(int count)
    {
        while (_unread.Length < count)
        {
            if (await FillAsync() == 0)
            {
                throw new EndOfStreamException($"The connection ended after {_unread.Length} of {count} bytes.");
            }
        }

        return Take(count);
    }

    /// <summary>Reads to the end of the connection, be it orderly or not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            return await ReadToOrderlyEndAsync();
        }
        catch (IOException)
        {
            return Take((int)_unread.Length);
        }
    }

    /// <summary>Reads to the end of the connection.</summary>
    /// <exception cref="IOException">The connection was reset.</exception>
    public async Task<string> ReadToOrderlyEndAsync()
    {
        while (await FillAsync() > 0)
        {
        }

        return Take((int)_unread.Length);
    }

    /// <summary>Forgets what was received beyond what was asked for.</summary>
    /// <returns>How many bytes that was.</returns>
    public int TakeUnread()
    {
        int unread = (int)_unread.Length;
        _unread.SetLength(0);
        return unread;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        Socket.Dispose();
        _unread.Dispose();
    }

    private async Task<int> FillAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int read = await _stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
        _unread.Write(buffer, 0, read);
        return read;
    }

    private string Unread() => Encoding.Latin1.GetString(_unread.GetBuffer(), 0, (int)_unread.Length);

    private string Take(int count)
    {
        byte[] all = _unread.ToArray();
        _unread.SetLength(0);
        _unread.Write(all, count, all.Length - count);
        return Encoding.Latin1.GetString(all, 0, count);
    }
}
