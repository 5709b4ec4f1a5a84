using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Matching;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>What does not answer, or not to the end.</summary>
public class FailureTests
{
    [Fact]
    public async Task A_dependency_that_refuses_is_a_gateway_error_and_recorded_as_a_failed_call()
    {
        int port = RawServer.UnusedPort();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        string response = await AskAsync(client, $"127.0.0.1:{port}");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        AssertFailure(call, response, $"connection_refused: 127.0.0.1:{port}", 502);
    }

    [Fact]
    public async Task A_dependency_whose_name_does_not_resolve_is_a_gateway_error()
    {
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        string response = await AskAsync(client, "no-such-host.invalid");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        AssertFailure(call, response, "name_not_resolved: no-such-host.invalid", 502);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dependency_that_hangs_up_without_a_response_is_a_gateway_error(bool reset)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        Task<string> response = AskAsync(client, dependency.Authority);
        using (RawPeer connection = await dependency.AcceptAsync())
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            if (reset)
            {
                connection.Reset();
            }
        }

        AssertFailure((await AnsweredAsync(recorder, response)).Only("OutboundCall"), await response, $"connection_reset: {dependency.Authority}", 502);
    }

    [Fact]
    public async Task A_dependency_that_does_not_speak_HTTP_is_a_gateway_error()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        Task<string> response = AskAsync(client, dependency.Authority);
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("220 mail ready\r\n");

        AssertFailure((await AnsweredAsync(recorder, response)).Only("OutboundCall"), await response, $"protocol_error: {dependency.Authority}", 502);
    }

    [Fact]
    public async Task A_dependency_that_is_silent_for_longer_than_it_may_is_a_gateway_timeout()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        using RawPeer client = await recorder.ConnectAsync();

        Task<string> response = AskAsync(client, dependency.Authority);
        using RawPeer connection = await dependency.AcceptAsync();

        AssertFailure((await AnsweredAsync(recorder, response)).Only("OutboundCall"), await response, $"timeout: {dependency.Authority}", 504);
    }

    [Fact]
    public async Task A_service_that_is_down_is_a_gateway_error_and_recorded_as_a_failed_exchange()
    {
        int port = RawServer.UnusedPort();
        await using Recorder recorder = await Recorder.InboundAsync($"127.0.0.1:{port}");
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        string head = await client.ReadUntilAsync("\r\n\r\n");
        JsonElement[] events = await recorder.StopAsync();

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", head, StringComparison.Ordinal);
        Assert.Equal("/x", events.Only("InboundRequest").Text("url"));
        Assert.Equal($"connection_refused: 127.0.0.1:{port}", events.Only("InboundResponse").Text("error"));
        Assert.Equal(0, events.Only("InboundResponse").Number("status"));
        Assert.Equal(1, recorder.Inbound!.Counts.Failed);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\npart", "part")]
    [InlineData("Content-Length: 100\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n", "part")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "")]
    public async Task A_response_that_is_cut_short_reaches_the_caller_as_far_as_it_came(string rest, string body)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using (RawPeer connection = await dependency.AcceptAsync())
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\n" + rest);
        }

        string response = await client.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith(rest, response, StringComparison.Ordinal);
        Assert.Equal(200, call.Number("status"));
        Assert.Equal($"connection_reset: {dependency.Authority}", call.Text("error"));
        Assert.Equal(body, call.Body("responseBodyB64"));
        Assert.True(call.Flag("responseBodyTruncated"));
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_recorded_as_gone()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using (RawPeer client = await recorder.ConnectAsync())
        {
            await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
            using RawPeer connection = await dependency.AcceptAsync();
            await connection.ReadUntilAsync("\r\n\r\n");
            client.Reset();
            // The proxy gives the call up when its caller is gone.
            await connection.ReadToEndAsync();
        }

        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");
        Assert.Equal($"client_aborted: {dependency.Authority}", call.Text("error"));
        Assert.Equal(0, call.Number("status"));
    }

    [Fact]
    public async Task An_exchange_that_outlasts_the_grace_time_is_recorded_as_cut()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { DrainTimeout = TimeSpan.Zero });
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");

        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal($"capture_stopped: {service.Authority}", events.Only("InboundResponse").Text("error"));
    }

    [Fact]
    public async Task An_exchange_under_way_is_finished_before_the_proxy_stops()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { DrainTimeout = TimeSpan.FromMinutes(5) });
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");

        Task<JsonElement[]> stopped = recorder.StopAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.EndsWith("ok", await client.ReadUntilAsync("ok"), StringComparison.Ordinal);
        Assert.Equal(200, (await stopped).Only("InboundResponse").Number("status"));
    }

    [Fact]
    public async Task A_request_that_does_not_say_where_to_is_refused_with_a_hint()
    {
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        string response = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", response, StringComparison.Ordinal);
        Assert.Contains("HTTP_PROXY", response, StringComparison.Ordinal);
        Assert.Empty(await recorder.StopAsync());
    }

    private static async Task<string> AskAsync(RawPeer client, string authority)
    {
        await client.SendAsync($"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        string head = await client.ReadUntilAsync("\r\n\r\n");
        return head + await client.ReadUntilAsync("}");
    }

    private static async Task<JsonElement[]> AnsweredAsync(Recorder recorder, Task<string> response)
    {
        await response;
        return await recorder.StopAsync();
    }

    private static void AssertFailure(JsonElement call, string response, string error, int status)
    {
        Assert.Equal(error, call.Text("error"));
        Assert.Equal(0, call.Number("status"));
        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.EndsWith(System.Text.Encoding.UTF8.GetString(GatewayFailure.ToAnswer(error).Body.Span), response, StringComparison.Ordinal);
    }
}
