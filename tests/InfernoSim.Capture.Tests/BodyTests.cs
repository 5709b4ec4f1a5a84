using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>Bodies stream through at their receiver's pace, and are kept up to a limit.</summary>
public class BodyTests
{
    private const int Large = 50 * 1024 * 1024;

    [Fact]
    public async Task A_body_above_the_limit_passes_whole_and_is_kept_in_part()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { MaxBodyBytes = 1000 });
        using RawPeer client = await recorder.ConnectAsync();
        string sent = Noise(100_000, seed: 1);
        string received = Noise(200_000, seed: 2);

        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: {sent.Length}\r\n\r\n{sent}");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        string atService = await connection.ReadExactlyAsync(sent.Length);
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {received.Length}\r\n\r\n{received}");
        await client.ReadUntilAsync("\r\n\r\n");
        string atClient = await client.ReadExactlyAsync(received.Length);
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal(sent, atService);
        Assert.Equal(received, atClient);
        AssertKept(events.Only("InboundRequest"), sent);
        AssertKept(events.Only("InboundResponse"), received);
    }

    [Fact]
    public async Task A_reader_that_stalls_stalls_the_sender_and_nothing_is_buffered_whole()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { MaxBodyBytes = 0 });
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Large}\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");

        long taken = await SendUntilStalledAsync(connection);
        Task<long> rest = SendAsync(connection, Large - taken);
        long atClient = await DrainAsync(client, Large);
        await rest;
        JsonElement response = (await recorder.StopAsync()).Only("InboundResponse");

        // Two pairs of socket buffers and the proxy's own take some megabytes; a whole body would be all of it.
        Assert.InRange(taken, 1, Large / 2);
        Assert.Equal(Large, atClient);
        Assert.Equal(Large, response.Number("bodySize"));
        Assert.True(response.Flag("bodyTruncated"));
        Assert.Equal(Sha256(new byte[Large]), response.Text("bodySha256"));
    }

    [Fact]
    public async Task An_upload_is_only_taken_as_fast_as_the_service_reads()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: {Large}\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");

        long taken = await SendUntilStalledAsync(client);
        Task<long> rest = SendAsync(client, Large - taken);
        long atService = await DrainAsync(connection, Large);
        await rest;
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        JsonElement request = (await recorder.StopAsync()).Only("InboundRequest");

        Assert.InRange(taken, 1, Large / 2);
        Assert.Equal(Large, atService);
        Assert.Equal(Large, request.Number("bodySize"));
        Assert.Equal(CaptureOptions.DefaultMaxBodyBytes, Convert.FromBase64String(request.Text("bodyB64")!).Length);
    }

    [Fact]
    public async Task The_event_is_in_the_file_before_the_caller_has_the_end_of_the_response()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();
        string[] responses =
        [
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
        ];
        RawPeer? connection = null;

        for (int i = 0; i < responses.Length; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            connection ??= await service.AcceptAsync();
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync(responses[i]);
            await client.ReadExactlyAsync(responses[i].Length);

            JsonElement[] written = recorder.Written("inbound.log");
            Assert.Equal(2 * (i + 1), written.Length);
        }

        connection!.Dispose();
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    [InlineData(1_000_000, 10)]
    [InlineData(1_000_000, 1_000_000)]
    public void Whatever_the_pieces_the_recorder_keeps_the_prefix_and_hashes_the_whole(int size, int limit)
    {
        byte[] body = Encoding.Latin1.GetBytes(Noise(size, seed: 3));
        var recorder = new BodyRecorder(limit);
        var pieces = new Random(4);

        for (int at = 0; at < size;)
        {
            int piece = Math.Min(size - at, pieces.Next(1, 1 + (size / 7)));
            recorder.Append(body.AsSpan(at, piece));
            at += piece;
        }

        RecordedBody recorded = recorder.Seal();
        Assert.Equal(size, recorded.Size);
        Assert.Equal(body[..Math.Min(size, limit)], recorded.GetBytes().ToArray());
        Assert.Equal(size > limit, recorded.IsTruncated);
        Assert.Equal(size == 0 ? null : Sha256(body), recorded.Sha256);
    }

    private static void AssertKept(JsonElement e, string body)
    {
        Assert.Equal(body[..1000], e.Body("bodyB64"));
        Assert.Equal(body.Length, e.Number("bodySize"));
        Assert.True(e.Flag("bodyTruncated"));
        Assert.Equal(Sha256(Encoding.Latin1.GetBytes(body)), e.Text("bodySha256"));
    }

    // The receiver reads nothing, so that what the sender gets rid of is what lies in buffers on the way. A send that the
    // kernel does not take at once is given time to show that it was only slow.
    private static async Task<long> SendUntilStalledAsync(RawPeer sender)
    {
        sender.Socket.SendTimeout = 2000;
        byte[] block = new byte[64 * 1024];
        long sent = 0;
        await Task.Run(() =>
        {
            try
            {
                while (sent < Large)
                {
                    sent += sender.Socket.Send(block, 0, (int)Math.Min(block.Length, Large - sent), System.Net.Sockets.SocketFlags.None);
                }
            }
            catch (System.Net.Sockets.SocketException e) when (e.SocketErrorCode is System.Net.Sockets.SocketError.TimedOut or System.Net.Sockets.SocketError.WouldBlock)
            {
            }
        });
        return sent;
    }

    private static async Task<long> SendAsync(RawPeer sender, long count)
    {
        byte[] block = new byte[64 * 1024];
        for (long sent = 0; sent < count;)
        {
            int size = (int)Math.Min(block.Length, count - sent);
            await sender.SendAsync(block.AsMemory(0, size));
            sent += size;
        }

        return count;
    }

    private static async Task<long> DrainAsync(RawPeer receiver, long count)
    {
        byte[] block = new byte[64 * 1024];
        long received = receiver.TakeUnread();
        while (received < count)
        {
            int read = await receiver.Socket.ReceiveAsync(block).WaitAsync(Patience.Limit);
            Assert.True(read > 0, $"The connection ended after {received} bytes.");
            received += read;
        }

        return received;
    }

    private static string Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
