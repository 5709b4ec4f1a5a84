using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Policies;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>Rules for parts of forms, documents of streams and fields of gRPC messages: recorded by the proxies, which change nothing that passes, and replayed.</summary>
public sealed class PlacedPartsTests : IDisposable
{
    private const string Stored = """{"stored":true}""";
    private const string Events = "event: a\ndata: {\"customer\": \"Ann Lee\", \"n\": 1}\n\ndata: {\"customer\": \"Bo Diaz\", \"at\": 17}\n\ndata: [DONE]\n\n";
    private const string Lines = "{\"customer\":\"Ann Lee\",\"at\":17}\n{\"customer\":\"Bo Diaz\",\"at\":18}\n";

    private static readonly string[] Rules = ["token form: customer", "redact form: note", "token filename: photo", "token json: $.customer", "redact json: $.at", "drop form: birthday"];
    private static readonly byte[] Orders =
    [
        .. GrpcShop.Frame(GrpcShop.Message((1, "Ann Lee"), (2, GrpcShop.Item("tea", 4711)), (5, GrpcShop.Message((1, "password"), (2, "hunter2"))), (6, 12.5))),
        .. GrpcShop.Frame(GrpcShop.Message((1, "Bo Diaz"), (4, 17L), (5, GrpcShop.Message((1, "note"), (2, "a gift"))))),
    ];

    private static readonly string[] Hidden = ["Ann Lee", "Bo Diaz", "ann-lee", "a gift", "1990-01-01", "hunter2"];

    private readonly TestFolder _folder = new();
    private readonly int _stubPort = RawServer.UnusedPort();
    private readonly List<byte[]> _arrived = [];
    private Uri _dependency = null!;
    private HttpClient _calls = new();

    private string Incident => _folder.File("incident");

    public void Dispose()
    {
        _calls.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Forms_with_files_and_streams_pass_as_they_are_are_recorded_by_the_rules_and_replay_strongly()
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(app => app.MapFallback(AnswerAsync));
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapFallback(PassOnAsync));
        _dependency = dependency.Address;
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Ann Lee"), "customer" },
            { new StringContent("hunter2"), "password" },
            { new StringContent("a gift"), "note" },
            { new StringContent("1990-01-01"), "birthday" },
            { new ByteArrayContent([0, 0xFF, 1, 2, 0x80]), "photo", "ann-lee.jpg" },
        };
        byte[] sent = await form.ReadAsByteArrayAsync();

        await using (CaptureSession session = await RecordAsync(service, new CaptureOptions { Privacy = PrivacyPolicy.Parse(Rules) }))
        {
            using var client = new HttpClient { BaseAddress = session.Inbound!.Address };
            using HttpResponseMessage stored = await client.PostAsync(new Uri("/upload", UriKind.Relative), form);
            Assert.Equal(Stored, await stored.Content.ReadAsStringAsync());
            Assert.Equal(Events, await client.GetStringAsync(new Uri("/events", UriKind.Relative)));
            Assert.Equal(Lines, await client.GetStringAsync(new Uri("/lines", UriKind.Relative)));
            await session.StopAsync();
        }

        Assert.Equal(sent, Assert.Single(_arrived, body => body.Length > 0));
        string recorded = string.Concat(PlantedContent.Of(Incident));
        Assert.Equal(Hidden, Hidden.Where(value => !recorded.Contains(value, StringComparison.Ordinal)));
        string replayed = await ReplayAsync(0, service);
        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_of_grpc_pass_as_they_are_are_recorded_by_the_rules_and_replay_strongly()
    {
        await File.WriteAllBytesAsync(_folder.File("shop.pb"), GrpcShop.Descriptors());
        await using LoopbackHost service = await StartShopAsync();
        PrivacyPolicy policy = PrivacyPolicy
            .Parse("token json: $[*].id", "token json: $[*].items[*].price", "redact json: $[*].notes.note", "drop json: $[*].weight")
            .WithDescriptors(_folder.File("shop.pb"));

        await RecordOrdersAsync(service, policy);

        Assert.Equal(Orders, Assert.Single(_arrived));
        string stored = string.Concat(PlantedContent.Of(Incident));
        Assert.Equal(Hidden, Hidden.Where(value => !stored.Contains(value, StringComparison.Ordinal)));
        string replayed = await ReplayAsync(0, service, "--descriptors", _folder.File("shop.pb"));
        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
        Assert.Contains("tea", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_recording_without_descriptors_left_in_messages_of_grpc_is_found_with_them_and_taken_out()
    {
        string[] described = ["--descriptors", _folder.File("shop.pb")];
        string safe = _folder.File("safe");
        await File.WriteAllBytesAsync(described[1], GrpcShop.Descriptors());
        await using LoopbackHost service = await StartShopAsync();
        await RecordOrdersAsync(service, PrivacyPolicy.Parse("token json: $[*].id", "redact json: $[*].notes.note", "drop json: $[*].weight"));

        string undescribed = await RunAsync(0, ["verify", Incident]);
        string verified = await RunAsync(1, ["verify", Incident, .. described]);
        await RunAsync(0, ["scrub", Incident, "--out", safe, .. described]);
        string verifiedAgain = await RunAsync(0, ["verify", safe, .. described]);

        Assert.DoesNotContain("in clear", undescribed, StringComparison.Ordinal);
        Assert.Contains("2 values that are named like secrets stand in clear, first in exchange 1, request: body (infernosim scrub takes them out, with the descriptors)", verified, StringComparison.Ordinal);
        Assert.Contains("8 fields of messages that rules of the recording name stand in clear, first in exchange 1, request (infernosim scrub takes them out, with the descriptors)", verified, StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", verifiedAgain, StringComparison.Ordinal);
    }

    private Task<LoopbackHost> StartShopAsync() => LoopbackHost.StartAsync(
        app => app.MapPost(GrpcShop.Path, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (_arrived)
            {
                _arrived.Add(body.ToArray());
            }

            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(body.ToArray());
            context.Response.AppendTrailer("grpc-status", "0");
        }),
        protocols: HttpProtocols.Http2);

    private async Task RecordOrdersAsync(LoopbackHost service, PrivacyPolicy policy)
    {
        await using CaptureSession session = await RecordAsync(service, new CaptureOptions { Privacy = policy });
        using var client = new HttpClient();
        using var content = new ByteArrayContent(Orders) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(session.Inbound!.Address, GrpcShop.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { { "TE", "trailers" } },
        };
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(Orders, await response.Content.ReadAsByteArrayAsync());
        await session.StopAsync();
    }

    private async Task<CaptureSession> RecordAsync(LoopbackHost service, CaptureOptions options)
    {
        CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = Incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(service.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
            Capture = options,
        });
        UseProxy(session.Outbound!.Address);
        return session;
    }

    private Task<string> ReplayAsync(int code, LoopbackHost service, params string[] flags)
    {
        UseProxy(new Uri($"http://127.0.0.1:{_stubPort}"));
        return RunAsync(
            code,
            ["replay", $"--target-base={service.Address.GetLeftPart(UriPartial.Authority)}", $"--stub-listen=:{_stubPort}", "--stub-compat-listen=", "--runs=2", "--fanout=2", "--incident", Incident, .. flags]);
    }

    private static async Task<string> RunAsync(int code, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int ended = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, _ => null));
        Assert.True(code == ended, $"ended with {ended}: {output}{error}");
        return output.ToString() + error;
    }

    private void UseProxy(Uri proxy)
    {
        _calls.Dispose();
        _calls = ProxiedClient.Through(proxy);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        lock (_arrived)
        {
            _arrived.Add(body.ToArray());
        }

        (string type, string answer) = context.Request.Path.Value switch
        {
            "/events" => ("text/event-stream", Events),
            "/lines" => ("application/x-ndjson", Lines),
            _ => ("application/json", Stored),
        };
        context.Response.ContentType = type;
        foreach (char[] piece in answer.Chunk(20))
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(piece));
        }
    }

    // As it is, both ways.
    private async Task PassOnAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_dependency, context.Request.Path.Value));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (string name in (string[])["traceparent", "tracestate", "X-Inferno-TraceID"])
        {
            request.Headers.TryAddWithoutValidation(name, (string?)context.Request.Headers[name]);
        }

        using HttpResponseMessage answer = await _calls.SendAsync(request);
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }
}
