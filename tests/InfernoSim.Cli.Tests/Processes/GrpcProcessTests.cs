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
        await CaptureAsync(service, GrpcEcho.Path, GrpcEcho.Frame("hello"), GrpcEcho.Frame(GrpcEcho.Unknown));

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

    [UnixFact]
    public async Task Messages_are_compared_field_by_field_where_descriptors_are_given()
    {
        byte[] answer = GrpcShop.Message((1, "o-1"), (2, GrpcShop.Item("tea", 350)));
        await using LoopbackHost service = await LoopbackHost.StartAsync(
            app => app.MapPost(GrpcShop.Path, async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(GrpcShop.Frame(answer));
                context.Response.AppendTrailer("grpc-status", "0");
            }),
            protocols: HttpProtocols.Http2);
        await CaptureAsync(service, GrpcShop.Path, GrpcShop.Frame(GrpcShop.Message((1, "o-1"))));
        await File.WriteAllBytesAsync(_folder.File("shop.pb"), GrpcShop.Descriptors());

        answer = GrpcShop.Message((3, 0L), (2, GrpcShop.Item("tea", 350)), (1, "o-1"));
        ProcessResult bytes = await ReplayAsync(service);
        ProcessResult fields = await ReplayAsync(service, "--descriptors=shop.pb");
        answer = GrpcShop.Message((1, "o-1"), (2, GrpcShop.Item("tea", 360)));
        ProcessResult changed = await ReplayAsync(service, "--descriptors=shop.pb");
        ProcessResult ignored = await ReplayAsync(service, "--descriptors=shop.pb", "--ignore=json: $[*].items[*].price");

        Assert.True(bytes.ExitCode == 1, bytes.Out + bytes.Error);
        Assert.True(fields.ExitCode == 0, fields.Out + fields.Error);
        Assert.True(changed.ExitCode == 1, changed.Out + changed.Error);
        Assert.Contains("/0/items/0/price", changed.Out, StringComparison.Ordinal);
        Assert.True(ignored.ExitCode == 0, ignored.Out + ignored.Error);
    }

    [UnixFact]
    public async Task Heal_learns_fields_of_messages_where_descriptors_are_given()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(
            app => app.MapPost(GrpcShop.Path, async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(GrpcShop.Frame(GrpcShop.Message((1, $"{Guid.NewGuid()}"), (2, GrpcShop.Item("tea", 350)))));
                context.Response.AppendTrailer("grpc-status", "0");
            }),
            protocols: HttpProtocols.Http2);
        await CaptureAsync(service, GrpcShop.Path, GrpcShop.Frame(GrpcShop.Message((1, "o-1"))));
        await File.WriteAllBytesAsync(_folder.File("incident/shop.pb"), GrpcShop.Descriptors());
        _folder.Write("incident/replay.yaml", "descriptors: shop.pb\n");

        ProcessResult healed = await InfernoSimProcess.RunAsync(
            _folder, ["heal", "incident", "--runs=3", "--write", "--target-base", service.Address.ToString(), "--stub-listen=:0", "--stub-compat-listen="]);
        ProcessResult replayed = await ReplayAsync(service);

        Assert.True(healed.ExitCode == 0, healed.Out + healed.Error);
        string rules = await File.ReadAllTextAsync(_folder.File("incident/replay.yaml"));
        Assert.Contains("json: $[0].id", rules, StringComparison.Ordinal);
        Assert.Contains("{uuid}", rules, StringComparison.Ordinal);
        Assert.True(replayed.ExitCode == 0, replayed.Out + replayed.Error);
    }

    private async Task CaptureAsync(LoopbackHost service, string path, params byte[][] frames)
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", "--listen=:0", "--forward", service.Address.ToString(), "--outbound-listen=:0", "--out=incident"]);
        var address = new Uri(await capture.InboundAsync(), path);
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (byte[] frame in frames)
        {
            using var content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content, Headers = { { "TE", "trailers" } } };
            using HttpResponseMessage response = await client.SendAsync(request);
        }

        await capture.SignalAsync("TERM");
        Assert.Equal(0, (await capture.ExitAsync()).ExitCode);
    }

    private Task<ProcessResult> ReplayAsync(LoopbackHost service, params string[] flags) => InfernoSimProcess.RunAsync(
        _folder, ["replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), "--stub-listen=:0", "--stub-compat-listen=", .. flags]);
}
