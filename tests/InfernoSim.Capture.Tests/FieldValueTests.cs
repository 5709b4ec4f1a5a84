using System.Net;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Tests.Https;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Capture.Tests;

/// <summary>Values of header fields that are not ASCII. HTTP carries their octets and gives them no meaning (obs-text of RFC 9110, section 5.5).</summary>
public sealed class FieldValueTests
{
    private static readonly string Octets = new([.. Enumerable.Range(0x80, 0x80).Select(octet => (char)octet)]);

    [Theory]
    [InlineData("1.1", HttpProtocols.Http1)]
    [InlineData("2.0", HttpProtocols.Http2)]
    public async Task Every_octet_passes_the_inbound_proxy_in_both_directions_and_is_recorded_as_it_was(string version, HttpProtocols protocols)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(MapEcho, TakeOctets, protocols: protocols);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using HttpClient client = Client();

        await AssertEchoedAsync(client, new Uri(recorder.Inbound!.Address, "/echo"), version);
        JsonElement[] events = await recorder.StopAsync();

        JsonElement answer = events.Only("InboundResponse");
        Assert.Equal(Octets, Assert.Single(events.Only("InboundRequest").Header("X-Said")));
        Assert.Equal(Octets, Assert.Single(answer.Header("X-Echo")));
        if (version == "2.0")
        {
            Assert.Equal(Octets, Assert.Single(answer.Header("X-End", "responseTrailers")));
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Every_octet_passes_the_outbound_proxy_in_both_directions_and_is_recorded_as_it_was(string version)
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(MapEcho, addServices: TakeOctets);
        using HttpClient client = mitm.Client();

        await AssertEchoedAsync(client, new Uri($"{mitm.Address}/echo"), version);
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(Octets, Assert.Single(call.Header("X-Said")));
        Assert.Equal(Octets, Assert.Single(call.Header("X-Echo", "responseHeaders")));
    }

    [Fact]
    public async Task Every_octet_of_a_call_in_the_clear_passes_the_outbound_proxy()
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(MapEcho, TakeOctets);
        await using Recorder recorder = await Recorder.OutboundAsync();
        using HttpClient client = Client(new WebProxy(recorder.Outbound!.Address));

        await AssertEchoedAsync(client, new Uri(dependency.Address, "/echo"), "1.1");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal((Octets, Octets), (Assert.Single(call.Header("X-Said")), Assert.Single(call.Header("X-Echo", "responseHeaders"))));
    }

    // By its defaults, Kestrel ends a connection of HTTP/2 for octets that are no UTF-8. The proxy has one for all callers.
    [Fact]
    public async Task A_field_for_which_the_service_ends_its_connection_costs_no_other_caller_the_answer()
    {
        var held = new Held();
        await using LoopbackHost service = await LoopbackHost.StartAsync(held.Map, protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using HttpClient client = Client();
        using HttpClient other = Client();

        HttpStatusCode refused = await held.WhileItWaitsAsync(other, client, recorder.Inbound!.Address, Octets);
        using HttpResponseMessage next = await client.SendAsync(Request(new Uri(recorder.Inbound.Address, "/other"), "2.0", "plain"));
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.OK), (refused, next.StatusCode));
        Assert.Contains(events, e => e.Text("type") == "InboundRequest" && e.Header("X-Said") is [{ } said] && said == Octets);
    }

    [Fact]
    public async Task A_field_for_which_a_dependency_ends_its_connection_costs_no_other_call_the_answer()
    {
        var held = new Held();
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(held.Map);
        using HttpClient client = mitm.Client();
        using HttpClient other = mitm.Client();

        HttpStatusCode refused = await held.WhileItWaitsAsync(other, client, new Uri(mitm.Address), Octets);
        JsonElement[] calls = [.. (await mitm.StopAsync()).Where(e => e.Text("type") == "OutboundCall")];

        Assert.Equal(HttpStatusCode.BadGateway, refused);
        Assert.Equal([0, 200], calls.Select(call => (int)call.Number("status")).Order());
        Assert.Equal(Octets, Assert.Single(Assert.Single(calls, call => call.Number("status") == 0).Header("X-Said")));
    }

    [Fact]
    public async Task The_connection_that_such_a_caller_has_to_itself_ends_with_it()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackHost service = await LoopbackHost.StartAsync(
            app => app.MapGet("/echo", (HttpContext context) => { context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(ended.SetResult); }),
            TakeOctets,
            protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using HttpClient client = Client();
        using HttpResponseMessage response = await client.SendAsync(Request(new Uri(recorder.Inbound!.Address, "/echo"), "2.0", Octets));

        client.Dispose();
        await ended.Task.WaitAsync(Patience.Limit);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task AssertEchoedAsync(HttpClient client, Uri address, string version)
    {
        using HttpResponseMessage response = await client.SendAsync(Request(address, version, Octets));
        await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version.ToString(2)));
        Assert.Equal(Octets, response.Headers.NonValidated["X-Echo"].ToString());
        if (version == "2.0")
        {
            Assert.Equal(Octets, response.TrailingHeaders.NonValidated["X-End"].ToString());
        }
    }

    private static HttpRequestMessage Request(Uri address, string version, string said)
    {
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, address) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("X-Said", said);
        return request;
    }

    private static HttpClient Client(IWebProxy? proxy = null) => new(new SocketsHttpHandler
    {
        UseProxy = proxy is not null,
        Proxy = proxy,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });

    private static void TakeOctets(IServiceCollection services) => services.Configure<KestrelServerOptions>(kestrel =>
    {
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
    });

    private static void MapEcho(WebApplication app) => app.MapGet("/echo", async context =>
    {
        context.Response.Headers["X-Echo"] = context.Request.Headers["X-Said"];
        await context.Response.WriteAsync("said");
        if (context.Response.SupportsTrailers())
        {
            context.Response.AppendTrailer("X-End", context.Request.Headers["X-Said"]);
        }
    });

    /// <summary>A service that keeps one request waiting while another one is refused.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _mayGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Map(WebApplication app)
        {
            app.MapGet("/other", () => "other");
            app.MapGet("/held", async () =>
            {
                _came.SetResult();
                await _mayGo.Task.WaitAsync(Patience.Limit);
                return "answered";
            });
        }

        /// <returns>What the other one was answered.</returns>
        public async Task<HttpStatusCode> WhileItWaitsAsync(HttpClient waiting, HttpClient refused, Uri address, string said)
        {
            Task<HttpResponseMessage> answer = waiting.SendAsync(Request(new Uri(address, "/held"), "2.0", "plain"));
            await _came.Task.WaitAsync(Patience.Limit);
            using HttpResponseMessage refusal = await refused.SendAsync(Request(new Uri(address, "/other"), "2.0", said));
            _mayGo.SetResult();
            using HttpResponseMessage answered = await answer.WaitAsync(Patience.Limit);

            Assert.Equal("answered", await answered.Content.ReadAsStringAsync());
            return refusal.StatusCode;
        }
    }
}
