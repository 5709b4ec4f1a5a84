using System.Net;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Matching;
using InfernoSim.Policies;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace InfernoSim.Testing.Tests.Recording;

public sealed class IncidentRecorderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_recorded_replays_as_it_was()
    {
        await using (IncidentRecorder recorder = await StartAsync(Catalog))
        {
            using HttpClient client = recorder.CreateClient();
            string first = await client.GetStringAsync(new Uri("/checkout/1", UriKind.Relative));
            await Task.WhenAll(Enumerable.Range(2, 8).Select(order => client.GetStringAsync(new Uri($"/checkout/{order}", UriKind.Relative))));
            Assert.Equal("""{"order":1,"price":"1.50","paid":"paid 1"}""", first);
        }

        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Fanout = 3).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal(9 * 3 * 10, replay.Summary.Inbound.Observed);
        Assert.Equal(9 * 3 * 10 * 2, replay.Summary.Matching.Causal);
    }

    [Theory]
    [InlineData("/problem")]
    [InlineData("/nothing")]
    public async Task Problems_with_their_trace_ids_and_responses_without_anything_replay_as_they_were(string target)
    {
        await using (IncidentRecorder recorder = await StartAsync(Catalog))
        {
            using HttpClient client = recorder.CreateClient();
            (await client.GetAsync(new Uri(target, UriKind.Relative))).Dispose();
        }

        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Runs = 2).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task An_exchange_and_its_calls_share_one_id_that_is_recorded_nowhere_else()
    {
        await using (IncidentRecorder recorder = await StartAsync(Catalog))
        {
            using HttpClient client = recorder.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/checkout/1");
            request.Headers.Add("tracestate", "vendor=1");
            await client.SendAsync(request);
        }

        Incident incident = IncidentReader.Read(_folder.File("incident"));

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Equal(["http://catalog.test/price/1", "https://payments.test/pay/1?amount=1.50"], exchange.Calls.Select(call => call.Url));
        Assert.Equal(["vendor=1"], exchange.Request.Headers.Values("tracestate"));
        Assert.Empty(exchange.Request.Headers.Values(TraceContext.InfernoHeader));
        Assert.All(exchange.Calls, call => Assert.Empty(call.Headers.Values(TraceContext.InfernoHeader)));
        Assert.All(exchange.Calls, call => Assert.Equal(exchange.Request.TraceId, call.TraceId));
    }

    [Theory]
    [InlineData(false, "Bearer [REDACTED]", "sid=[REDACTED]; Path=/")]
    [InlineData(true, "Bearer secret", "sid=abc; Path=/")]
    public async Task Secrets_are_replaced_unless_they_are_asked_for(bool keep, string authorization, string cookie)
    {
        await using (IncidentRecorder recorder = await StartAsync(Catalog, options => options with { CaptureSensitiveData = keep }))
        {
            using HttpClient client = recorder.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/checkout/1");
            request.Headers.Add("Authorization", "Bearer secret");
            await client.SendAsync(request);
        }

        RecordedExchange exchange = Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges);

        Assert.Equal([authorization], exchange.Request.Headers.Values("Authorization").Select(Redaction.Plain));
        Assert.Equal([cookie], exchange.Calls[0].ResponseHeaders.Values("Set-Cookie").Select(Redaction.Plain));
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_reached_is_recorded_as_it_will_be_replayed()
    {
        string recorded;
        await using (IncidentRecorder recorder = await StartAsync(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError)))
        {
            using HttpClient client = recorder.CreateClient();
            recorded = await client.GetStringAsync(new Uri("/call/default?url=http://gone.test/", UriKind.Relative));
        }

        IncidentEvent call = Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);
        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Runs = 2).RunAsync();

        Assert.Equal((0, "name_not_resolved: gone.test"), (call.Status, call.Error));
        Assert.Contains("\"status\":502", recorded, StringComparison.Ordinal);
        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task A_long_body_is_kept_as_far_as_the_limit_and_hashed_in_full()
    {
        string body = new('x', 5_000);
        await using (IncidentRecorder recorder = await StartAsync(Catalog, options => options with { MaxBody = 1_000 }))
        {
            using HttpClient client = recorder.CreateClient();
            using HttpResponseMessage response = await client.PostAsync(new Uri("/echo", UriKind.Relative), new StringContent(body));
            Assert.Equal(body, await response.Content.ReadAsStringAsync());
        }

        RecordedExchange exchange = Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges);

        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        foreach (RecordedBody recorded in (RecordedBody[])[exchange.Request.Body, exchange.Response!.Body])
        {
            Assert.Equal((5_000, 1_000, true, hash), (recorded.Size, recorded.GetBytes().Length, recorded.IsTruncated, recorded.Sha256));
        }
    }

    [Fact]
    public async Task A_call_of_a_client_that_is_not_from_the_factory_is_said_not_to_be_recorded()
    {
        await using IncidentRecorder recorder = await StartAsync(Catalog);
        using HttpClient client = recorder.CreateClient();

        await client.GetAsync(new Uri("/call/bare?url=http://127.0.0.1:1/", UriKind.Relative));
        await recorder.CompleteAsync();

        Assert.StartsWith("calls to 127.0.0.1:1 by a client that is not from IHttpClientFactory", Assert.Single(recorder.NotRecorded), StringComparison.Ordinal);
        Assert.Equal(recorder.NotRecorded, IncidentReader.Read(_folder.File("incident")).Metadata!.NotRecorded);
    }

    [Fact]
    public async Task A_WebSocket_of_a_client_of_the_factory_is_opened_and_said_not_to_be_recorded()
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket)));
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"));
        using HttpClient client = recorder.CreateClient();

        string heard = await client.GetStringAsync(new Uri($"/call/web-socket-of-the-factory?url={new Uri(dependency.Address, WebSocketEcho.Path)}", UriKind.Relative));
        await recorder.CompleteAsync();

        Incident incident = IncidentReader.Read(_folder.File("incident"));
        IncidentEvent call = Assert.Single(Assert.Single(incident.Exchanges).Calls);
        Assert.Contains("welcome", heard, StringComparison.Ordinal);
        Assert.Equal((101, new Uri(dependency.Address, WebSocketEcho.Path).AbsoluteUri), (call.Status, call.Url));
        Assert.StartsWith($"what was said on connections to {dependency.Authority} that became WebSockets", Assert.Single(recorder.NotRecorded), StringComparison.Ordinal);
        Assert.Contains(IncidentVerification.Of(incident, TimeProvider.System).Findings, finding => finding.What.Contains($"could not see inside the traffic of {dependency.Authority}", StringComparison.Ordinal));
    }

    [GitFact]
    public async Task What_git_ignores_is_said_and_what_it_does_not_is_committed()
    {
        GitRepository repository = await GitRepository.CreateAsync(_folder.Path);
        await (await StartAsync(Catalog)).DisposeAsync();
        string[] added = await repository.AddAllAsync();
        _folder.Write(".gitignore", "incident\n");
        await repository.RunAsync("rm", "-r", "--cached", "--quiet", "incident");

        await using IncidentRecorder recorder = await StartAsync(Catalog, options => options with { Append = true });

        Assert.Equal([".gitignore", "incident/.gitignore", "incident/inbound.log", "incident/incident.json", "incident/outbound.log"], added);
        Assert.StartsWith("git ignores inbound.log, outbound.log, incident.json of ", Assert.Single(recorder.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_of_clients_of_the_factory_over_sockets_are_recorded_and_nothing_is_said_of_them()
    {
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"));
        using HttpClient client = recorder.CreateClient();

        await client.GetAsync(new Uri("/call/typed?url=http://127.0.0.1:1/", UriKind.Relative));

        Assert.Empty(recorder.NotRecorded);
        await recorder.CompleteAsync();
        Assert.Equal("http://127.0.0.1:1/", Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls).Url);
    }

    [Fact]
    public async Task Who_only_asks_for_the_proxy_of_a_dependency_has_not_called_it()
    {
        int asked = 0;
        await using IncidentRecorder recorder = await StartAsync(request =>
        {
            HttpClient.DefaultProxy.GetProxy(new Uri("http://never-called.test/"));
            Interlocked.Increment(ref asked);
            return Catalog(request);
        });
        using HttpClient client = recorder.CreateClient();

        await client.GetAsync(new Uri("/checkout/1", UriKind.Relative));

        Assert.Equal(2, asked);
        Assert.Empty(recorder.NotRecorded);
    }

    [Fact]
    public async Task A_folder_that_another_recorder_writes_to_is_refused_as_such()
    {
        await using IncidentRecorder first = await StartAsync(Catalog);
        using (HttpClient client = first.CreateClient())
        {
            await client.GetAsync(new Uri("/health", UriKind.Relative));
        }

        IncidentFormatException refusal = await Assert.ThrowsAsync<IncidentFormatException>(() => StartAsync(Catalog));

        Assert.EndsWith("Another recorder is writing this log. Stop it first, or record to another folder.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_holds_a_recording_is_refused()
    {
        await (await StartAsync(Catalog)).DisposeAsync();
        await using (IncidentRecorder recorder = await StartAsync(Catalog, options => options with { Append = true }))
        {
            using HttpClient client = recorder.CreateClient();
            await client.GetAsync(new Uri("/health", UriKind.Relative));
        }

        IncidentFormatException refusal = await Assert.ThrowsAsync<IncidentFormatException>(() => StartAsync(Catalog));

        Assert.Contains("already holds a recording", refusal.Message, StringComparison.Ordinal);
        Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges);
    }

    [Fact]
    public async Task A_stream_of_grpc_in_both_directions_is_recorded_while_it_passes_and_replays_as_it_was()
    {
        await using LoopbackHost echo = await LoopbackHost.StartAsync(app => app.MapPost(GrpcEcho.ChatPath, GrpcEcho.ChatAsync), protocols: HttpProtocols.Http2);
        await using (IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"), WithHandler(() => Reaching(echo))))
        {
            using HttpClient client = recorder.CreateClient();
            string said = await client.GetStringAsync(new Uri("/call/grpc-chat?url=http://echo.test", UriKind.Relative)).WaitAsync(Patience.Limit);
            Assert.Equal("""{"body":"one two "}""", said);
        }

        IncidentEvent call = Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);
        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Fanout = 3).RunAsync();

        byte[] both = [.. GrpcEcho.Frame("one"), .. GrpcEcho.Frame("two")];
        Assert.Equal(both, call.Body.GetBytes().ToArray());
        Assert.Equal(both, call.ResponseBody.GetBytes().ToArray());
        Assert.Equal("0", Assert.Single(call.ResponseTrailers.Values("grpc-status")));
        Assert.Equal((DialogueTurn[])[new(8, 8), new(16, 16)], call.Turns.Where(turn => turn.Came > 0));
        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task A_stream_of_grpc_that_nobody_answers_is_recorded_as_it_will_be_replayed()
    {
        await using (IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(
            _folder.File("incident"), WithHandler(() => new Dependency(_ => throw new HttpRequestException(HttpRequestError.ConnectionError)))))
        {
            using HttpClient client = recorder.CreateClient();
            await Record.ExceptionAsync(() => client.GetAsync(new Uri("/call/grpc?url=http://echo.test", UriKind.Relative)).WaitAsync(Patience.Limit));
        }

        IncidentEvent call = Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);

        Assert.Equal(0, call.Status);
        Assert.EndsWith(": echo.test", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_of_grpc_that_is_answered_by_a_status_alone_is_recorded_whole(bool hasLength)
    {
        await using LoopbackHost echo = await LoopbackHost.StartAsync(
            app => app.MapPost(GrpcEcho.Path, async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = "5";
                if (!hasLength)
                {
                    // What follows the head is its end, and nobody looks for it.
                    await context.Response.StartAsync();
                }
            }),
            protocols: HttpProtocols.Http2);
        await using (IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"), WithHandler(() => Reaching(echo))))
        {
            using HttpClient client = recorder.CreateClient();
            await Record.ExceptionAsync(() => client.GetAsync(new Uri("/call/grpc?url=http://echo.test", UriKind.Relative)).WaitAsync(Patience.Limit));
        }

        IncidentEvent call = Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);

        Assert.Equal((200, "5"), (call.Status, call.GrpcStatus));
        Assert.Null(call.Error);
        Assert.True(call.Body.IsComplete);
    }

    [Fact]
    public async Task Rules_of_privacy_hold_for_what_is_recorded_and_for_its_replay()
    {
        await using (IncidentRecorder recorder = await StartAsync(Catalog, options => options with { Privacy = PrivacyPolicy.Parse("redact query: amount", "token json: $.paid") }))
        {
            using HttpClient client = recorder.CreateClient();
            Assert.Equal("""{"order":1,"price":"1.50","paid":"paid 1"}""", await client.GetStringAsync(new Uri("/checkout/1", UriKind.Relative)));
        }

        RecordedExchange exchange = Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges);
        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Runs = 2).RunAsync();

        Assert.Equal("https://payments.test/pay/1?amount=%5BREDACTED%5D", exchange.Calls[1].Url);
        Assert.Matches("""^\{"order":1,"price":"1.50","paid":"tok_A1[0-9a-f]{18}"\}$""", Encoding.UTF8.GetString(exchange.Response!.Body.GetBytes().Span));
        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Contains(replay.Summary.Noise, noise => noise is { Rule: "query: amount; dependency: *", Source: "privacy of the recording", Ignored: 2 });
    }

    [Fact]
    public async Task Rules_of_privacy_and_secrets_that_are_kept_are_not_asked_for_together()
    {
        ReplayConfigurationException refused = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => StartAsync(Catalog, options => options with { CaptureSensitiveData = true, Privacy = PrivacyPolicy.Parse("redact query: amount") }));

        Assert.Equal("secrets are to be recorded as they are, and 'redact query: amount' says what becomes of some; leave out one of both.", refused.Message);
    }

    // Of every client, also of those that bring a handler of their own.
    private static IncidentRecorderOptions WithHandler(Func<HttpMessageHandler> handler) => new()
    {
        ConfigureServices = services => services.PostConfigureAll<HttpClientFactoryOptions>(client => client.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = handler())),
    };

    // By whatever name it is called.
    private static SocketsHttpHandler Reaching(LoopbackHost host) => new()
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private static HttpResponseMessage Catalog(HttpRequestMessage request)
    {
        string text = request.RequestUri!.Host == "catalog.test" ? "1.50" : $"paid {request.RequestUri.Segments[^1]}";
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) };
        response.Headers.Add("Set-Cookie", "sid=abc; Path=/");
        return response;
    }

    private Task<IncidentRecorder> StartAsync(Func<HttpRequestMessage, HttpResponseMessage> dependency, Func<IncidentRecorderOptions, IncidentRecorderOptions>? configure = null)
    {
        var options = new IncidentRecorderOptions
        {
            ConfigureServices = services => services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => new Dependency(dependency))),
        };
        return IncidentRecorder.StartAsync<Program>(_folder.File("incident"), configure?.Invoke(options) ?? options);
    }

    private sealed class Dependency(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return answer(request);
        }
    }
}
