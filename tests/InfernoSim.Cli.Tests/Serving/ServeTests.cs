using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Serving;

/// <summary><c>infernosim serve</c>, asked by a client that goes through its proxy.</summary>
public sealed class ServeTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    public async Task InitializeAsync() => await new HandmadeIncident()
        .Exchange("/checkout", 201, "text/plain", "ok", HandmadeIncident.Get("http://prices.test/1", "first"), Pay("10"))
        .Exchange("/checkout", 201, "text/plain", "ok", HandmadeIncident.Get("http://prices.test/1", "second"))
        .WriteAsync(_folder.File("incident"));

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Equal_calls_are_answered_one_after_the_other_and_at_the_end_the_last_again()
    {
        await using InfernoSimProcess process = Serve();
        using HttpClient client = await ClientAsync(process);

        string[] prices = [await client.GetStringAsync("http://prices.test/1"), await client.GetStringAsync("http://prices.test/1"), await client.GetStringAsync("http://prices.test/1")];

        Assert.Equal(["first", "second", "second"], prices);
    }

    [Fact]
    public async Task The_receipt_says_what_was_called_and_what_was_not_recorded()
    {
        await using InfernoSimProcess process = Serve();
        using HttpClient client = await ClientAsync(process);
        using var status = new HttpClient { BaseAddress = await StatusAsync(process) };

        await client.GetStringAsync("http://prices.test/1");
        HttpResponseMessage changed = await client.PostAsync("http://bank.test/pay", Json("""{"amount":12}"""));
        JsonNode receipt = await JsonAsync(status, "receipt");

        Assert.Equal(HttpStatusCode.BadGateway, changed.StatusCode);
        Assert.Contains("\"differsAt\":\"body/amount\"", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(receipt["isAsRecorded"]!.GetValue<bool>());
        Assert.Equal(
            ["GET http://prices.test/1 200 of 1: 1", "POST http://bank.test/pay 200 of 1: 0", "GET http://prices.test/1 200 of 2: 0"],
            receipt["calls"]!.AsArray().Select(call => $"{call!["call"]} {call["status"]} of {call["exchange"]}: {call["answered"]}"));
        JsonNode unmatched = Assert.Single(receipt["unmatched"]!.AsArray())!;
        Assert.Equal("POST http://bank.test/pay at body/amount: expected 10, got 12", $"{unmatched["call"]} at {unmatched["differsAt"]}: expected {unmatched["expected"]}, got {unmatched["got"]}");
    }

    [Fact]
    public async Task Exactly_the_recorded_calls_are_as_recorded_and_a_reset_begins_anew()
    {
        await using InfernoSimProcess process = Serve();
        using HttpClient client = await ClientAsync(process);
        using var status = new HttpClient { BaseAddress = await StatusAsync(process) };

        await client.GetStringAsync("http://prices.test/1");
        await client.GetStringAsync("http://prices.test/1");
        await client.PostAsync("http://bank.test/pay", Json("""{ "amount": 10 }"""));
        JsonNode whole = await JsonAsync(status, "status");
        HttpResponseMessage reset = await status.PostAsync("/__infernosim/reset", null);
        JsonNode anew = await JsonAsync(status, "status");

        Assert.True(whole["isAsRecorded"]!.GetValue<bool>(), whole.ToJsonString());
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal((3, 0), (anew["recorded"]!.GetValue<int>(), anew["answered"]!.GetValue<int>()));
        Assert.Equal("first", await client.GetStringAsync("http://prices.test/1"));
        Assert.Equal("ok\n", await status.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_fault_makes_the_first_attempt_fail()
    {
        await using InfernoSimProcess process = Serve("--inject", "dep=bank.test retries=1");
        using HttpClient client = await ClientAsync(process);
        using var status = new HttpClient { BaseAddress = await StatusAsync(process) };

        HttpResponseMessage first = await client.PostAsync("http://bank.test/pay", Json("""{"amount":10}"""));
        HttpResponseMessage second = await client.PostAsync("http://bank.test/pay", Json("""{"amount":10}"""));
        JsonNode receipt = await JsonAsync(status, "receipt");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal((1, 1), (receipt["calls"]![1]!["failed"]!.GetValue<int>(), receipt["calls"]![1]!["answered"]!.GetValue<int>()));
    }

    [UnixFact]
    public async Task A_call_is_dropped_or_reset_or_never_answered_as_the_rule_says()
    {
        await using InfernoSimProcess process = Serve("--inject", "dep=bank.test reset=100%", "--inject", "dep=prices.test blackhole=100%");
        Uri proxy = await ProxyAsync(process);
        using var status = new HttpClient { BaseAddress = await StatusAsync(process) };
        using RawPeer patient = await RawPeer.ConnectAsync(proxy);

        await patient.SendAsync("GET http://prices.test/1 HTTP/1.1\r\nHost: prices.test\r\n\r\n");
        IOException reset = await Assert.ThrowsAsync<IOException>(() => RawPeer.ExchangeAsync(
            proxy, "POST http://bank.test/pay HTTP/1.1\r\nHost: bank.test\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 13\r\n\r\n{\"amount\":10}"));
        int[] failed = [];
        await Patience.UntilAsync(async () => (failed = [.. (await JsonAsync(status, "receipt"))["calls"]!.AsArray().Select(call => call!["failed"]!.GetValue<int>())]).Sum() == 2);

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
        Assert.Equal([1, 1, 0], failed);
        Assert.Equal(0, patient.Socket.Available);
        Assert.False(patient.Socket.Poll(0, SelectMode.SelectRead), "The connection ended, or something came.");
    }

    [Theory]
    [InlineData("GET", "reset", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "receipt", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "other", HttpStatusCode.NotFound)]
    public async Task What_the_status_address_does_not_know_is_refused(string method, string path, HttpStatusCode expected)
    {
        await using InfernoSimProcess process = Serve();
        using var status = new HttpClient { BaseAddress = await StatusAsync(process) };

        using HttpResponseMessage response = await status.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/__infernosim/{path}"));

        Assert.Equal(expected, response.StatusCode);
    }

    [InterruptFact]
    public async Task An_interrupt_ends_it_with_what_came_and_exit_code_0()
    {
        await using InfernoSimProcess process = Serve();
        using HttpClient client = await ClientAsync(process);
        await client.GetStringAsync("http://prices.test/1");

        await process.SignalAsync("INT");
        ProcessResult result = await process.ExitAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 of 3 recorded calls were answered, 0 answers repeated, 0 calls matched nothing", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_address_that_is_taken_is_one_line_and_exit_code_2()
    {
        using var taken = new RawServer();

        ProcessResult result = await InfernoSimProcess.RunAsync(_folder, ["serve", "incident", "--stub-listen", ":0", "--status-listen", $":{taken.Port}"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"infernosim: --status-listen: Cannot listen on 127.0.0.1:{taken.Port}: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
    }

    private static RecordedCall Pay(string amount) =>
        HandmadeIncident.Get("http://bank.test/pay", "paid") with { Method = "POST", RequestBody = Encoding.UTF8.GetBytes($$"""{"amount":{{amount}}}"""), RequestHeaders = [("Content-Type", "application/json; charset=utf-8")] };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> JsonAsync(HttpClient status, string path) => JsonNode.Parse(await status.GetStringAsync($"/__infernosim/{path}"))!;

    private static async Task<HttpClient> ClientAsync(InfernoSimProcess process)
    {
        return new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(await ProxyAsync(process)) });
    }

    private static async Task<Uri> ProxyAsync(InfernoSimProcess process) =>
        new((await process.LineAsync("stub      http")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd(';'));

    private static async Task<Uri> StatusAsync(InfernoSimProcess process) =>
        new((await process.LineAsync("status    http")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private InfernoSimProcess Serve(params string[] more) => InfernoSimProcess.Start(_folder, ["serve", "incident", "--stub-listen", ":0", "--status-listen", ":0", .. more]);
}
