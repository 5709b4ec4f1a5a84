using System.Net.Sockets;
using System.Text;

namespace InfernoSim.Stub.Tests;

/// <summary>A connection on which every byte is ours. Text is ISO-8859-1: one character for each byte.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private readonly CancellationTokenSource _deadline = new(Patience);

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, connection._deadline.Token);
        return connection;
    }

    /// <summary>Sends one request that asks to close, and gives back all that comes.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using RawConnection connection = await OpenAsync(address);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public async Task SendAsync(string text) =>
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), _deadline.Token);

    public async Task<string> ReadToEndAsync()
    {
        using var received = new MemoryStream();
        await _client.GetStream().CopyToAsync(received, _deadline.Token);
        return Encoding.Latin1.GetString(received.ToArray());
    }

    public async Task<string> ReadUntilAsync(string end)
    {
        var received = new StringBuilder();
        byte[] buffer = new byte[1];
        while (!received.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int count = await _client.GetStream().ReadAsync(buffer, _deadline.Token);
            Assert.True(count > 0, $"The connection ended after: {received}");
            received.Append((char)buffer[0]);
        }

        return received.ToString();
    }

    public void Dispose()
    {
        _client.Dispose();
        _deadline.Dispose();
    }
}
