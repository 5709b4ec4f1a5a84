using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>A TCP connection on which tests read and write bytes, as Latin-1 text.</summary>
internal sealed class RawPeer : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MemoryStream _unread = new();

    public RawPeer(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<RawPeer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint).WaitAsync(Patience);
        return new RawPeer(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Socket.SendAsync(bytes).AsTask().WaitAsync(Patience)..];
        }
    }

    public void EndSending() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    /// <summary>Reads up to and with a text.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        while (true)
        {
            string all = Encoding.Latin1.GetString(_unread.ToArray());
            int at = all.IndexOf(end, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Take(at + end.Length);
            }

            Assert.True(await FillAsync() > 0, $"The connection ended before '{end}'; it said: {all}");
        }
    }

    public async Task<string> ReadExactlyAsync(int count)
    {
        while (_unread.Length < count)
        {
            Assert.True(await FillAsync() > 0, $"The connection ended after {_unread.Length} of {count} bytes.");
        }

        return Take(count);
    }

    /// <summary>Reads to the end of the connection, be it orderly or not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await FillAsync() > 0)
            {
            }
        }
        catch (SocketException)
        {
        }

        return Take((int)_unread.Length);
    }

    /// <summary>Forgets what was received beyond what was asked for.</summary>
    public int TakeUnread()
    {
        int unread = (int)_unread.Length;
        _unread.SetLength(0);
        return unread;
    }

    public void Dispose()
    {
        Socket.Dispose();
        _unread.Dispose();
    }

    private async Task<int> FillAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int read = await Socket.ReceiveAsync(buffer).WaitAsync(Patience);
        _unread.Write(buffer, 0, read);
        return read;
    }

    private string Take(int count)
    {
        byte[] all = _unread.ToArray();
        _unread.SetLength(0);
        _unread.Write(all, count, all.Length - count);
        return Encoding.Latin1.GetString(all, 0, count);
    }
}
