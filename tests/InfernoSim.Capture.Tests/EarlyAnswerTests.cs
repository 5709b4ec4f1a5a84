using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>A target that answers before the end of an upload, and takes no more of it.</summary>
public class EarlyAnswerTests
{
    private const int UploadSize = 16 * 1024 * 1024;

    [Theory]
    [InlineData("413 Payload Too Large")]
    [InlineData("401 Unauthorized")]
    public async Task An_answer_that_comes_before_the_end_of_an_upload_reaches_the_caller_as_it_is(string status)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        Task uploading = UploadAsync(client, dependency.Authority);
        await RefuseAsync(dependency, status);
        string response = await client.ReadUntilAsync("\r\n\r\nenough");
        await uploading;
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", response, StringComparison.Ordinal);
        Assert.Equal(status[..3], $"{call.GetProperty("status")}");
        Assert.False(call.TryGetProperty("error", out JsonElement error), $"{error}");
    }

    [Fact]
    public async Task The_connection_that_was_closed_in_an_upload_is_not_used_again()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        Task uploading = UploadAsync(client, dependency.Authority);
        await RefuseAsync(dependency, "413 Payload Too Large");
        await client.ReadUntilAsync("\r\n\r\nenough");
        await uploading;
        await client.SendAsync($"GET http://{dependency.Authority}/next HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer next = await dependency.AcceptAsync();
        await next.ReadUntilAsync("\r\n\r\n");
        await next.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadUntilAsync("\r\n\r\nok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_hangs_up_in_an_upload_and_says_nothing_is_a_gateway_error()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        Task uploading = UploadAsync(client, dependency.Authority);
        using (RawPeer connection = await dependency.AcceptAsync())
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            connection.Reset();
        }

        string response = await client.ReadUntilAsync("\r\n\r\n");
        await uploading;
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith("HTTP/1.1 502 ", response, StringComparison.Ordinal);
        Assert.Equal($"connection_reset: {dependency.Authority}", call.GetProperty("error").GetString());
    }

    private static async Task UploadAsync(RawPeer client, string authority)
    {
        await client.SendAsync($"POST http://{authority}/upload HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {UploadSize}\r\n\r\n");
        byte[] piece = new byte[64 * 1024];
        for (int sent = 0; sent < UploadSize; sent += piece.Length)
        {
            await client.SendAsync(piece);
        }
    }

    // What has come and was not read makes of the close a reset.
    private static async Task RefuseAsync(RawServer dependency, string status)
    {
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync($"HTTP/1.1 {status}\r\nContent-Length: 6\r\nConnection: close\r\n\r\nenough");
    }
}
