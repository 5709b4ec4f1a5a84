using System.Net;
using System.Text.Json;
using InfernoSim.Capture.Tests.Services;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Recording;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>An outbound call is recorded with the id of the request that caused it, or with none; never with another's.</summary>
public class CausalityTests
{
    private const int Callers = 20;
    private const string Shared = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Theory]
    [InlineData]
    [InlineData("X-Inferno-TraceID")]
    [InlineData("traceparent", "tracestate")]
    public async Task Concurrent_requests_that_share_a_trace_id_keep_their_calls_apart_in_a_dotnet_service(params string[] forwarded)
    {
        await using Dependency dependency = await Dependency.StartAsync(Callers);
        var proxy = new LateProxy();
        await using DotnetService service = await DotnetService.StartAsync(proxy, dependency.Address, forwarded);
        await using Recorder recorder = await Recorder.BothAsync(service.Address);
        proxy.Address = recorder.Outbound!.Address;

        await CallTogetherAsync(recorder.Inbound!.Address, shareTraceId: true);
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal(Callers, AssertNoneIsWrong(events));
        Assert.All(dependency.Headers, AssertNothingOfOurs);
    }

    [Fact]
    public async Task Calls_that_carry_only_a_shared_trace_id_are_put_down_to_nobody()
    {
        await using Dependency dependency = await Dependency.StartAsync(Callers);
        var proxy = new LateProxy();
        await using DotnetService service = await DotnetService.StartAsync(proxy, dependency.Address, "traceparent");
        await using Recorder recorder = await Recorder.BothAsync(service.Address);
        proxy.Address = recorder.Outbound!.Address;

        await CallTogetherAsync(recorder.Inbound!.Address, shareTraceId: true);
        JsonElement[] events = await recorder.StopAsync();

        // The first may have been alone when its call came.
        Assert.InRange(AssertNoneIsWrong(events), 0, 1);
    }

    [Fact]
    public async Task Calls_that_carry_only_a_trace_id_that_we_made_are_told_apart()
    {
        await using Dependency dependency = await Dependency.StartAsync(Callers);
        var proxy = new LateProxy();
        await using DotnetService service = await DotnetService.StartAsync(proxy, dependency.Address, "traceparent");
        await using Recorder recorder = await Recorder.BothAsync(service.Address);
        proxy.Address = recorder.Outbound!.Address;

        await CallTogetherAsync(recorder.Inbound!.Address, shareTraceId: false);
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal(Callers, AssertNoneIsWrong(events));
        Assert.All(dependency.Headers, headers => Assert.DoesNotContain("traceparent", headers.Keys));
    }

    [NodeTheory]
    [Trait("Category", "node")]
    [InlineData(Callers, "X-Inferno-TraceID")]
    [InlineData(Callers, "traceparent", "tracestate")]
    [InlineData(0, "traceparent")]
    [InlineData(0, "x-nothing")]
    public async Task Concurrent_requests_that_share_a_trace_id_keep_their_calls_apart_in_a_node_service(int atLeast, params string[] forwarded)
    {
        await using Dependency dependency = await Dependency.StartAsync(Callers);
        await using Recorder outbound = await Recorder.OutboundAsync();
        await using NodeService service = await NodeService.StartAsync(outbound.Outbound!.Address, dependency.Address, forwarded);
        await using Recorder inbound = await Recorder.InboundAsync(service.Address);

        await CallTogetherAsync(inbound.Inbound!.Address, shareTraceId: true);
        JsonElement[] events = [.. await inbound.StopAsync(), .. await outbound.StopAsync()];

        Assert.InRange(AssertNoneIsWrong(events), atLeast, Callers);
        Assert.All(dependency.Headers, AssertNothingOfOurs);
    }

    [Fact]
    public async Task The_identity_of_other_vendors_passes_through()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        string id = new('b', 32);
        const string Parent = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n{Parent}\r\ntracestate: rojo=1,inferno={id},congo=2\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Contains("tracestate: rojo=1,congo=2\r\n", head, StringComparison.Ordinal);
        Assert.Contains(Parent + "\r\n", head, StringComparison.Ordinal);
        Assert.Equal(id, call.Text("traceId"));
        Assert.Equal(["rojo=1,congo=2"], call.Header("tracestate"));
    }

    [Fact]
    public void A_trace_id_belongs_to_the_one_exchange_that_has_it()
    {
        var open = new OpenExchanges();

        open.Open(Shared, "a");

        Assert.Equal("a", open.Find(Shared));
        Assert.Null(open.Find(new string('1', 32)));
    }

    [Fact]
    public void A_trace_id_that_two_open_exchanges_have_belongs_to_none()
    {
        var open = new OpenExchanges();
        open.Open(Shared, "a");
        open.Open(Shared, "b");

        Assert.Null(open.Find(Shared));
    }

    [Fact]
    public void A_late_call_of_a_closed_exchange_is_not_put_down_to_another()
    {
        var open = new OpenExchanges();
        open.Open(Shared, "a");
        open.Close(Shared, "a");
        open.Open(Shared, "b");

        Assert.Null(open.Find(Shared));
    }

    [Fact]
    public void Closed_exchanges_are_forgotten_in_the_end()
    {
        var open = new OpenExchanges();
        open.Open(Shared, "a");
        open.Close(Shared, "a");

        for (int i = 0; i < 20_000; i++)
        {
            open.Open($"{i + 1:x32}", "x");
            open.Close($"{i + 1:x32}", "x");
        }

        open.Open(Shared, "b");
        Assert.Equal("b", open.Find(Shared));
    }

    [Fact]
    public void A_trace_id_that_we_made_is_forgotten_at_once()
    {
        var open = new OpenExchanges();
        open.Open(Shared, Shared);

        open.Close(Shared, Shared);

        Assert.Null(open.Find(Shared));
    }

    private static async Task CallTogetherAsync(Uri inbound, bool shareTraceId)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async n =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(inbound, $"/work?n={n}"));
            if (shareTraceId)
            {
                request.Headers.Add("traceparent", $"00-{Shared}-{n + 1:x16}-01");
            }

            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.Equal("item", await response.Content.ReadAsStringAsync());
        }));
    }

    /// <returns>How many calls were put down to an exchange.</returns>
    private static int AssertNoneIsWrong(JsonElement[] events)
    {
        var causes = events.Where(e => e.Text("type") == "InboundRequest").ToDictionary(e => Number(e), e => e.Text("traceId"));
        JsonElement[] calls = [.. events.Where(e => e.Text("type") == "OutboundCall")];
        Assert.Equal(Callers, calls.Length);
        Assert.Equal(Callers, causes.Values.Distinct().Count());
        Assert.All(calls, call => Assert.True(call.Text("traceId") is not { } id || id == causes[Number(call)], $"The call {call.Text("url")} is put down to another request."));
        return calls.Count(c => c.Text("traceId") is not null);
    }

    private static string Number(JsonElement e) => e.Text("url")!.Split("n=")[1];

    private static void AssertNothingOfOurs(Dictionary<string, string> headers)
    {
        Assert.DoesNotContain("X-Inferno-TraceID", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("inferno", headers.GetValueOrDefault("tracestate", ""), StringComparison.Ordinal);
    }

    private sealed class LateProxy : IWebProxy
    {
        public Uri? Address { get; set; }

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => Address;

        public bool IsBypassed(Uri host) => false;
    }
}
