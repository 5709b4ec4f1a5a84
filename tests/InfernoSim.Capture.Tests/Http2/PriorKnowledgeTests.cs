using System.Net;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.Tests.Http2;

public class PriorKnowledgeTests
{
    [Fact]
    public async Task Http2_in_the_clear_passes_the_inbound_proxy_with_its_trailers_and_is_recorded()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost("/say", SayAsync), protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using var client = new HttpClient();

        using HttpResponseMessage response = await client.SendAsync(Request(recorder.Inbound!.Address, "hello"));
        string body = await response.Content.ReadAsStringAsync();
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal("HTTP/2 http hello", body);
        Assert.Equal("end", Assert.Single(response.TrailingHeaders.GetValues("X-Trailer")));
        JsonElement request = events.Only("InboundRequest");
        JsonElement answer = events.Only("InboundResponse");
        Assert.Equal("/say", request.Text("url"));
        Assert.Equal("hello", request.Body("bodyB64"));
        Assert.Equal("trailers", Assert.Single(request.Header("X-Te")));
        Assert.Equal(body, answer.Body("bodyB64"));
        Assert.Equal("end", Assert.Single(answer.Header("X-Trailer", "responseTrailers")));
    }

    [Fact]
    public async Task Http1_passes_beside_it()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost("/say", SayAsync), protocols: HttpProtocols.Http1);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using var client = new HttpClient();

        string body = await (await client.PostAsync(new Uri(recorder.Inbound!.Address, "/say"), new StringContent("hello"))).Content.ReadAsStringAsync();

        Assert.Equal("HTTP/1.1 http hello", body);
    }

    [Fact]
    public async Task A_response_that_is_cut_is_cut_for_the_caller_too()
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost("/say", context => CutAsync(context, heard.Task)), protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using var client = new HttpClient();

        using HttpResponseMessage response = await client.SendAsync(Request(recorder.Inbound!.Address, "hello"), HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] begun = new byte[5];
        await body.ReadExactlyAsync(begun).AsTask().WaitAsync(Patience.Limit);
        heard.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadExactlyAsync(begun).AsTask().WaitAsync(Patience.Limit));
        JsonElement answer = (await recorder.StopAsync()).Only("InboundResponse");

        Assert.Equal(200, answer.Number("status"));
        Assert.NotNull(answer.Text("error"));
        Assert.Equal("begun", answer.Body("bodyB64"));
    }

    private static HttpRequestMessage Request(Uri address, string body) => new(System.Net.Http.HttpMethod.Post, new Uri(address, "/say"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new StringContent(body),
        Headers = { { "TE", "trailers" }, { "X-Te", "trailers" } },
    };

    private static async Task SayAsync(HttpContext context)
    {
        string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme} {body}");
        if (context.Response.SupportsTrailers())
        {
            context.Response.AppendTrailer("X-Trailer", "end");
        }
    }

    // What a client has not read when a stream is reset is lost.
    private static async Task CutAsync(HttpContext context, Task heard)
    {
        await context.Response.WriteAsync("begun");
        await context.Response.Body.FlushAsync();
        await heard.WaitAsync(Patience.Limit);
        context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
    }
}
