using System.Text;
using InfernoSim.Observations;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.Interception;

/// <summary>Every way to reach a dependency from ASP.NET Core. The rows of <c>docs/interception.md</c>.</summary>
public sealed class ClientTests
{
    private const string Url = "http://payments.test/charge?id=7";
    private const string SecureUrl = "https://payments.test:8443/charge?id=7";

    [Theory]
    [InlineData("default", Url)]
    [InlineData("default", SecureUrl)]
    [InlineData("typed", Url)]
    [InlineData("typed", SecureUrl)]
    [InlineData("keyed", Url)]
    [InlineData("keyed", SecureUrl)]
    [InlineData("resilient", Url)]
    [InlineData("resilient", SecureUrl)]
    [InlineData("own-sockets", Url)]
    [InlineData("own-sockets", SecureUrl)]
    [InlineData("own-wrapped", Url)]
    [InlineData("own-wrapped", SecureUrl)]
    [InlineData("bare", Url)]
    [InlineData("shared", Url)]
    [InlineData("sockets", Url)]
    public async Task A_client_reaches_the_recording(string way, string url)
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call(way, url, """{"status":200,"body":"charged"}""", HandmadeIncident.Get(url, "charged"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident, s => s.Fanout = 4);

        Assert.Equal("", string.Join('\n', summary.NotTested.Select(item => item.What)));
        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(8, summary.Matching.Causal);
    }

    [Fact]
    public async Task A_named_client_keeps_its_base_address_and_the_handlers_of_the_service()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call("named", "charge", """{"status":200,"body":"charged"}""", HandmadeIncident.Get("http://payments.test/v1/charge", "charged"))
            .WriteAsync(folder.File("incident"));
        string? stamp = null;

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident)
            .With(s => s.Runs = 2)
            .WithStub(stub => stub
                .Given(WireMock.RequestBuilders.Request.Create().WithHeader(headers => Note(headers)))
                .RespondWith(WireMock.ResponseBuilders.Response.Create()))
            .RunAsync();

        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
        Assert.Equal("stamped", stamp);

        bool Note(IDictionary<string, string[]> headers)
        {
            stamp = headers.TryGetValue("X-Stamp", out string[]? values) ? values[0] : null;
            return false;
        }
    }

    [Fact]
    public async Task An_interface_that_is_implemented_over_a_client_reaches_the_recording()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call("refit", SecureUrl, """{"body":"charged"}""", HandmadeIncident.Get(SecureUrl, "charged"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task A_grpc_client_reaches_the_recording()
    {
        using var folder = new TestFolder();
        var call = new RecordedCall("POST", "http://echo.test/echo.Echo/Say", 200, Message("olleh"), [("Content-Type", "application/grpc")])
        {
            RequestBody = Message("hello"),
            Trailers = [("grpc-status", "0")],
        };
        string incident = await new HandmadeIncident().Call("grpc", "http://echo.test", """{"body":"olleh"}""", call).WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(2, summary.Matching.Causal);
    }

    [Theory]
    [InlineData("grpc-chat", ReplayOutcome.PassStrong)]
    [InlineData("grpc-chat-changed", ReplayOutcome.FailDiverged)]
    public async Task A_grpc_client_that_waits_for_an_answer_before_it_goes_on_reaches_the_recording(string client, ReplayOutcome outcome)
    {
        using var folder = new TestFolder();
        var call = new RecordedCall("POST", "http://echo.test/echo.Echo/Chat", 200, [.. Message("eno"), .. Message("owt"), .. Message("end")], [("Content-Type", "application/grpc")])
        {
            RequestHeaders = [("Content-Type", "application/grpc"), ("TE", "trailers")],
            RequestBody = [.. Message("one"), .. Message("two")],
            Turns = [(8, 8), (16, 16)],
            Trailers = [("grpc-status", "0")],
        };
        string incident = await new HandmadeIncident().Call(client, "http://echo.test", """{"body":"eno owt end"}""", call).WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident, settings => settings.Fanout = 5);

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Contains(outcome == ReplayOutcome.PassStrong ? "10 of 10 responses and 10 of 10 calls compared" : "POST http://echo.test/echo.Echo/Chat", summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web-socket", ReplayOutcome.PassStrong, "10 of 10 responses and 10 of 10 calls compared")]
    [InlineData("web-socket-changed", ReplayOutcome.FailDiverged, "/1/text")]
    public async Task A_WebSocket_of_the_service_is_spoken_to_as_it_was(string client, ReplayOutcome outcome, string said)
    {
        const string Socket = "http://echo.test/chat";
        using var folder = new TestFolder();
        var call = new RecordedCall("GET", Socket, 101, """{"1":{"text":"HELLO"},"2":{"close":1000}}"""u8.ToArray(), [("Sec-WebSocket-Accept", "recorded")])
        {
            RequestHeaders = [("Sec-WebSocket-Key", "recorded")],
            RequestBody = """{"1":{"text":"hello"},"2":{"close":1000}}"""u8.ToArray(),
            Messages = [(1, 0), (2, 1), (3, 1), (4, 2)],
        };
        string incident = await new HandmadeIncident().Call(client, Socket, """{"body":"HELLO"}""", call).WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident, settings => settings.Fanout = 5);

        Assert.True(summary.Outcome == outcome, summary.ToText());
        Assert.Contains(said, summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://down.test/charge")]
    [InlineData("https://payments.test:8443/charge")]
    public async Task A_client_whose_https_dependency_could_not_be_reached_cannot_reach_it_again(string url)
    {
        using var folder = new TestFolder();
        var refused = new RecordedCall("CONNECT", url, 0, [], []) { Error = $"connection_refused: {new Uri(url).Authority}" };
        string incident = await new HandmadeIncident()
            .Exchange($"/call/default?url={Uri.EscapeDataString(url)}", 502, "application/json; charset=utf-8", """{"failed":"ProxyTunnelError"}""", refused)
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Contains("2 of 2 responses and 2 of 2 calls compared", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_of_the_resilience_pipeline_is_a_call_of_its_own()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call("resilient", SecureUrl, """{"status":200,"body":"charged"}""", HandmadeIncident.Get(SecureUrl, "charged"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident, s => s.Inject = ["dep=payments.test:8443 retries=2"]);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equivalent(new FaultSummary("dep=payments.test:8443 retries=2", 6, 4), Assert.Single(summary.Faults), strict: true);
    }

    [Fact]
    public async Task A_blocking_call_reaches_the_recording()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call("synchronous", SecureUrl, """{"status":200}""", HandmadeIncident.Get(SecureUrl, "charged"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task Cookies_are_kept_by_the_address_that_the_service_called()
    {
        using var folder = new TestFolder();
        string cookie = "";
        string incident = await new HandmadeIncident()
            .Call(
                "twice",
                SecureUrl,
                """{"status":200,"body":"second"}""",
                HandmadeIncident.Get(SecureUrl, "first", 200, ("Set-Cookie", "sid=abc; Path=/; Secure")),
                HandmadeIncident.Get(SecureUrl, "second"))
            .WriteAsync(folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident)
            .With(s => s.Runs = 2)
            .WithStub(stub => stub.Given(WireMock.RequestBuilders.Request.Create().WithHeader(headers => Note(headers))).RespondWith(WireMock.ResponseBuilders.Response.Create()))
            .RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal("sid=abc", cookie);

        bool Note(IDictionary<string, string[]> headers)
        {
            cookie = headers.TryGetValue("Cookie", out string[]? values) ? values[0] : cookie;
            return false;
        }
    }

    [Fact]
    public async Task A_redirect_is_followed_to_the_address_it_names()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident()
            .Call(
                "default",
                Url,
                """{"status":200,"body":"moved here"}""",
                HandmadeIncident.Get(Url, "", 302, ("Location", "https://other.test/there")),
                HandmadeIncident.Get("https://other.test/there", "", 307, ("Location", "/here")),
                HandmadeIncident.Get("https://other.test/here", "moved here"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
    }

    [Fact]
    public async Task A_mapping_of_the_users_sees_the_https_address_and_nothing_of_how_it_came()
    {
        using var folder = new TestFolder();
        string seen = "";
        string incident = await new HandmadeIncident()
            .Call("default", SecureUrl, """{"status":200,"body":"mine"}""", HandmadeIncident.Get(SecureUrl, "charged"))
            .WriteAsync(folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident)
            .With(s => s.Runs = 2)
            .WithStub(stub => stub
                .Given(WireMock.RequestBuilders.Request.Create().WithPath("/charge").UsingGet())
                .RespondWith(WireMock.ResponseBuilders.Response.Create().WithCallback(request =>
                {
                    seen = $"{request.AbsoluteUrl} {string.Join(',', request.Headers!.Keys.Where(name => name.Contains("Origin", StringComparison.OrdinalIgnoreCase)))}";
                    return new WireMock.ResponseMessage { StatusCode = 200, BodyData = new WireMock.Util.BodyData { BodyAsString = "mine", DetectedBodyType = WireMock.Types.BodyType.String } };
                })))
            .RunAsync();

        Assert.Equal("https://payments.test:8443/charge?id=7 ", seen);
        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        Assert.Equal(2, replay.Summary.Matching.Overridden);
        Assert.Equal(2, Assert.Single(replay.OverriddenCalls, call => call.Key == $"GET {SecureUrl}").Value);
        Assert.Contains(replay.Summary.NotTested, item => item.What.Contains("it was overridden by a mapping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transport_of_the_services_own_is_left_alone_and_reported()
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident().Call("own-fake", Url, """{"status":200,"body":"fake"}""").WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassWeak, summary.Outcome);
        Assert.Equal(
            "calls of the client 'own-fake': they end in a FakeDependency of the service's own, which was left alone, so they were not compared",
            Assert.Single(summary.NotTested).What);
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("sockets")]
    [InlineData("web-socket")]
    public async Task Https_of_a_client_that_is_not_from_the_factory_is_refused_and_reported(string way)
    {
        using var folder = new TestFolder();
        string incident = await new HandmadeIncident().Call(way, SecureUrl, "{}").WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Contains(summary.NotTested, item => item.What.StartsWith("https calls to payments.test:8443 by a client that is not from IHttpClientFactory: they were refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_past_every_proxy_is_reported()
    {
        using var folder = new TestFolder();
        await using var dependency = RequestServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlive", keepsConnections: false);
        string authority = dependency.Address.Authority;
        string url = $"http://{authority}/charge";
        string incident = await new HandmadeIncident()
            .Call("sockets-without-proxy", url, """{"status":200,"body":"live"}""")
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassWeak, summary.Outcome);
        Assert.Equal(
            $"calls to {authority} went past the stub, by a client that uses no proxy (get the client from IHttpClientFactory)",
            Assert.Single(summary.NotTested).What);
    }

    [Fact]
    public async Task A_call_that_belongs_to_no_replay_is_refused_and_reported()
    {
        using var folder = new TestFolder();
        const string orphan = "http://orphan.test/charge";
        string incident = await new HandmadeIncident()
            .Call("without-context", orphan, """{"status":200,"body":"charged"}""", HandmadeIncident.Get(orphan, "charged"))
            .WriteAsync(folder.File("incident"));

        ReplaySummary summary = await ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.StartsWith("a call to orphan.test by code that runs outside any request of a replay", Assert.Single(summary.NotTested).What, StringComparison.Ordinal);
    }

    private static async Task<ReplaySummary> ReplayAsync(string incident, Action<ReplaySettings>? configure = null)
    {
        IncidentReplay replay = await IncidentReplayer.For<Program>(incident)
            .With(s => s.Runs = 2)
            .With(configure ?? (_ => { }))
            .RunAsync();
        return replay.Summary;
    }

    private static byte[] Message(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        return [0, 0, 0, 0, (byte)payload.Length, .. payload];
    }
}
