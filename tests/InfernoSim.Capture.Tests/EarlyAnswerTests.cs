using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.Tests;

/// <summary>A target that answers before the end of an upload, and takes no more of it.</summary>
public class EarlyAnswerTests
{
    private const int UploadSize = 32 * 1024 * 1024;

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

    [Theory]
    [InlineData("413 Payload Too Large", "Content-Length")]
    [InlineData("413 Payload Too Large", "Transfer-Encoding")]
    [InlineData("413 Payload Too Large", "Expect")]
    [InlineData("200 OK", "Content-Length")]
    public async Task An_answer_of_a_target_that_then_neither_reads_nor_closes_reaches_the_caller_and_its_connection_is_closed(string status, string upload)
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(time: time);
        using RawPeer client = await recorder.ConnectAsync();

        Task uploading = StuckUploadAsync(client, dependency.Authority, upload);
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync($"{(upload == "Expect" ? "HTTP/1.1 100 Continue\r\n\r\n" : "")}HTTP/1.1 {status}\r\nX-Reason: size\r\nContent-Length: 6\r\n\r\nenough");
        string response = await InTimeAsync(client.ReadUntilAsync("\r\n\r\nenough"), time);
        await uploading;
        await connection.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal($"HTTP/1.1 {status}\r\nContent-Length: 6\r\nX-Reason: size\r\n\r\nenough", InOrder(response.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal)));
        Assert.Equal(status[..3], $"{call.GetProperty("status")}");
        Assert.Equal(UploadSize, call.Number("bodySize"));
        Assert.False(call.TryGetProperty("error", out JsonElement error), $"{error}");
    }

    [Fact]
    public async Task A_connection_that_served_before_is_looked_at_and_closed_in_the_same_way_and_the_caller_asks_on()
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(time: time);
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync(Get(dependency.Authority));
        using RawPeer connection = await dependency.AcceptAsync();
        await AnswerAsync(connection);
        await client.ReadUntilAsync("\r\n\r\nok");

        Task uploading = StuckUploadAsync(client, dependency.Authority, "Content-Length");
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nenough");
        string refused = await InTimeAsync(client.ReadUntilAsync("\r\n\r\nenough"), time);
        await uploading;
        await client.SendAsync(Get(dependency.Authority));
        using RawPeer next = await dependency.AcceptAsync();
        await AnswerAsync(next);

        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadUntilAsync("\r\n\r\nok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_the_target_goes_on_reading_after_it_has_begun_to_answer_arrives_whole()
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(time: time);
        using RawPeer client = await recorder.ConnectAsync();

        Task uploading = StuckUploadAsync(client, dependency.Authority, "Content-Length");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
        int read = connection.TakeUnread();
        byte[] buffer = new byte[64 * 1024];
        while (read < UploadSize)
        {
            read += await connection.Stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
        }

        await connection.SendAsync("enough");
        await uploading;

        Assert.EndsWith("\r\n\r\nenough", await client.ReadUntilAsync("\r\n\r\nenough"), StringComparison.Ordinal);
        Assert.Equal(UploadSize, read);
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

    private static string Get(string authority) => $"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n";

    private static async Task AnswerAsync(RawPeer connection)
    {
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    // The clock goes on until the proxy has given the target up, which it may have begun to wait for a moment later.
    private static async Task<string> InTimeAsync(Task<string> heard, FakeTimeProvider time)
    {
        while (!heard.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await heard;
    }

    // HTTP gives the order of fields no meaning.
    private static string InOrder(string response)
    {
        string[] lines = response[..response.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        return $"{lines[0]}\r\n{string.Join("\r\n", lines.Skip(1).Order(StringComparer.Ordinal))}{response[response.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]}";
    }

    // More than a connection holds on its way.
    private static async Task StuckUploadAsync(RawPeer client, string authority, string how)
    {
        string fields = how switch
        {
            "Transfer-Encoding" => "Transfer-Encoding: chunked",
            "Expect" => $"Content-Length: {UploadSize}\r\nExpect: 100-continue",
            _ => $"Content-Length: {UploadSize}",
        };
        await client.SendAsync($"POST http://{authority}/upload HTTP/1.1\r\nHost: {authority}\r\n{fields}\r\n\r\n");
        byte[] piece = new byte[64 * 1024];
        byte[] sent = how == "Transfer-Encoding" ? [.. "10000\r\n"u8, .. piece, .. "\r\n"u8] : piece;
        for (int i = 0; i < UploadSize / piece.Length; i++)
        {
            await client.SendAsync(sent);
        }

        await client.SendAsync(how == "Transfer-Encoding" ? "0\r\n\r\n" : "");
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
