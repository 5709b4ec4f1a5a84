using System.Net;
using System.Net.Http.Headers;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A gRPC service, captured and replayed by the built command.</summary>
public sealed class GrpcProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task A_grpc_service_that_was_captured_is_replayed_by_http2()
    {
        RequestDelegate answer = GrpcEcho.AnswerAsync;
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost(GrpcEcho.Path, context => answer(context)), protocols: HttpProtocols.Http2);
        await CaptureAsync(service, "hello", GrpcEcho.Unknown);

        ProcessResult same = await ReplayAsync(service);
        answer = async context =>
        {
            await GrpcEcho.AnswerAsync(context);
            context.Response.AppendTrailer("x-changed", "yes");
        };
        ProcessResult changed = await ReplayAsync(service);

        Assert.True(same.ExitCode == 0, same.Out + same.Error);
        Assert.Contains("4 of 4 responses and 0 of 0 calls compared", same.Out, StringComparison.Ordinal);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("response trailer x-changed differs: expected (absent), got yes", changed.Out, StringComparison.Ordinal);
    }

    private async Task CaptureAsync(LoopbackHost service, params string[] messages)
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", "--listen=:0", "--forward", service.Address.ToString(), "--outbound-listen=:0", "--out=incident"]);
        var address = new Uri(await capture.InboundAsync(), GrpcEcho.Path);
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (string message in messages)
        {
            using var content = new ByteArrayContent(GrpcEcho.Frame(message)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content, Headers = { { "TE", "trailers" } } };
            using HttpResponseMessage response = await client.SendAsync(request);
        }

        await capture.SignalAsync("TERM");
        Assert.Equal(0, (await capture.ExitAsync()).ExitCode);
    }

    private Task<ProcessResult> ReplayAsync(LoopbackHost service) => InfernoSimProcess.RunAsync(
        _folder, ["replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), "--stub-listen=:0", "--stub-compat-listen="]);
}
