using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Outbound;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Capture.Transport;
using InfernoSim.Faults;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

public class InjectTests
{
    // Nobody listens there: what was passed on would be a 502.
    private readonly string _dependency = $"127.0.0.1:{RawServer.UnusedPort()}";

    [Theory]
    [InlineData("drop", "closed")]
    [InlineData("reset", "reset")]
    public async Task A_call_that_is_dropped_or_reset_gets_no_response_and_is_recorded_so(string kind, string end)
    {
        string rule = $"dep=127.0.0.1 {kind}=100%";
        await using Recorder recorder = await FaultyAsync(rule);

        IOException failure = await Assert.ThrowsAsync<IOException>(() => RawPeer.ExchangeAsync(recorder.Outbound!.Address, Post));
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
        Assert.Equal($"connection_reset: {_dependency}", call.Text("error"));
        Assert.Equal((0, end, rule), (call.Number("status"), call.Text("connectionEnd"), call.Text("injectionApplied")));
        AssertRequest(call);
        Assert.Equal([(rule, 1L, 1L)], recorder.Outbound!.Faults.Select(fault => (fault.Rule, fault.CallsMatched, fault.CallsFaulted)));
    }

    [Theory]
    [InlineData("GET", 429, true)]
    [InlineData("POST", 503, true)]
    [InlineData("HEAD", 500, false)]
    [InlineData("GET", 204, false)]
    [InlineData("GET", 304, false)]
    public async Task A_status_is_answered_in_place_of_the_dependency(string method, int status, bool hasBody)
    {
        await using Recorder recorder = await FaultyAsync($"dep=* status={status}");

        string response = await RawPeer.ExchangeAsync(recorder.Outbound!.Address, $"{method} http://{_dependency}/pay HTTP/1.1\r\nHost: {_dependency}\r\nConnection: close\r\n{(method == "POST" ? "Content-Length: 2\r\n\r\nhi" : "\r\n")}");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        string body = hasBody ? $"{{\"title\":\"A fault was injected into this call.\",\"call\":\"{method} http://{_dependency}/pay\"}}" : "";
        Assert.EndsWith("\r\n\r\n" + body, response, StringComparison.Ordinal);
        Assert.Equal((status, null, null), (call.Number("status"), call.Text("error"), call.Text("connectionEnd")));
        Assert.Equal(hasBody ? Convert.ToBase64String(Encoding.UTF8.GetBytes(body)) : null, call.Text("responseBodyB64"));
        Assert.Equal($"dep=* status={status}", call.Text("injectionApplied"));
    }

    [Fact]
    public async Task A_timeout_is_a_gateway_timeout()
    {
        await using Recorder recorder = await FaultyAsync("dep=* timeout=1ms");

        string response = await RawPeer.ExchangeAsync(recorder.Outbound!.Address, Post);
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", response, StringComparison.Ordinal);
        Assert.Contains($"timeout: {_dependency}", response, StringComparison.Ordinal);
        Assert.Equal($"timeout: {_dependency}", call.Text("error"));
        Assert.Equal("dep=* timeout=1ms", call.Text("injectionApplied"));
        AssertRequest(call);
    }

    [Fact]
    public async Task A_call_in_a_blackhole_is_recorded_as_given_up_by_its_caller()
    {
        await using Recorder recorder = await FaultyAsync("dep=* blackhole=100%");
        using (RawPeer client = await recorder.ConnectAsync())
        {
            await client.SendAsync(Post);
            await Patience.UntilAsync(() => recorder.Outbound!.Faults[0].CallsFaulted == 1);
            client.Reset();
        }

        await Patience.UntilAsync(() => recorder.Written("outbound.log").Length == 1);
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal($"client_aborted: {_dependency}", call.Text("error"));
        Assert.Equal((0, "dep=* blackhole=100%"), (call.Number("status"), call.Text("injectionApplied")));
    }

    [Fact]
    public async Task A_capture_that_stops_does_not_wait_for_what_it_never_answers()
    {
        await using Recorder recorder = await FaultyAsync("dep=* blackhole=100%", new CaptureOptions { DrainTimeout = TimeSpan.FromHours(1) });
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync(Post);
        await Patience.UntilAsync(() => recorder.Outbound!.Faults[0].CallsFaulted == 1);

        JsonElement call = (await recorder.StopAsync().WaitAsync(Patience.Limit)).Only("OutboundCall");

        Assert.Equal($"capture_stopped: {_dependency}", call.Text("error"));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_call_that_is_only_delayed_is_passed_on_and_says_so()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await FaultyAsync("dep=* latency=1ms");
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        string response = await client.ReadUntilAsync("ok");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", response, StringComparison.Ordinal);
        Assert.Equal((200, "dep=* latency=1ms", null), (call.Number("status"), call.Text("injectionApplied"), call.Text("error")));
    }

    [Fact]
    public async Task Where_connections_may_end_each_is_for_one_call_so_that_no_client_repeats_one_by_itself()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await FaultyAsync("dep=elsewhere.test reset=100%");
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        string response = await client.ReadToOrderlyEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Contains("\r\nConnection: close\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", response, StringComparison.Ordinal);
        Assert.Null(call.Text("injectionApplied"));
        Assert.Equal(0, recorder.Outbound!.Faults.Sum(fault => fault.CallsMatched + fault.CallsFaulted));
    }

    [Fact]
    public async Task Rules_for_statements_are_refused()
    {
        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => FaultyAsync("sql=orders error=deadlock"));

        Assert.Equal("Fault rule 'sql=orders error=deadlock': it is for statements, and the outbound proxy sees calls over HTTP alone. Give it to a replay, or name a dependency with dep=HOST.", e.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_that_is_tried_again_is_the_same_call_until_it_is_answered(bool hasExchange)
    {
        FaultyNetwork network = Network("dep=a.test retries=2");
        string? exchange = hasExchange ? "1" : null;

        int[] statuses = [.. Enumerable.Range(0, 6).Select(_ => network.Decide(exchange, "GET", Target("/x")).Status)];

        Assert.Equal([503, 503, 0, 503, 503, 0], statuses);
    }

    [Fact]
    public void Exchanges_try_again_each_for_itself()
    {
        FaultyNetwork network = Network("dep=a.test retries=1");

        int[] statuses = [.. new[] { "1", "2", "1", "2", "3" }.Select(exchange => network.Decide(exchange, "GET", Target("/x")).Status)];

        Assert.Equal([503, 503, 0, 0, 503], statuses);
    }

    [Fact]
    public void The_same_traffic_meets_the_same_faults_whatever_the_ids_of_its_exchanges_are()
    {
        static string Pattern(string exchange, string path, ulong seed)
        {
            FaultyNetwork network = Network("dep=* status=500 rate=50%", seed);
            return string.Concat(Enumerable.Range(0, 64).Select(call => network.Decide($"{exchange}{call}", "GET", Target(path)).IsApplied ? '1' : '0'));
        }

        string[] patterns = [Pattern("a", "/x", 0), Pattern("a", "/x", 1), Pattern("a", "/y", 0)];

        Assert.Equal(patterns[0], Pattern("b", "/x", 0));
        Assert.Equal(patterns.Length, patterns.Distinct().Count());
        Assert.All(patterns, pattern => Assert.InRange(pattern.Count(hit => hit == '1'), 12, 52));
    }

    private string Post => $"POST http://{_dependency}/pay HTTP/1.1\r\nHost: {_dependency}\r\nX-A: 1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";

    private static Task<Recorder> FaultyAsync(string rule, CaptureOptions? options = null) =>
        Recorder.OutboundAsync(new CaptureOptions { Faults = [Fault.Parse(rule)], DrainTimeout = (options ?? new CaptureOptions()).DrainTimeout });

    private static FaultyNetwork Network(string rule, ulong seed = 0) => FaultyNetwork.Of(new CaptureOptions { Faults = [Fault.Parse(rule)], Seed = seed })!;

    private static AbsoluteTarget Target(string path) => new("http", "a.test", path);

    private static void AssertRequest(JsonElement call)
    {
        Assert.Equal("POST", call.Text("method"));
        Assert.Equal(Convert.ToBase64String("hi"u8), call.Text("bodyB64"));
        Assert.Equal(["Content-Length", "X-A"], call.HeaderNames().Order(StringComparer.Ordinal));
    }
}
