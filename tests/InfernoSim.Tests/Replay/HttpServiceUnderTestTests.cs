using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

/// <summary>A replay over real sockets against a server that writes exactly what it is told to.</summary>
public class HttpServiceUnderTestTests
{
    [Fact]
    public async Task Trailers_of_http_1_1_are_compared()
    {
        const string Same = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrailer: Checksum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nChecksum: abc\r\n\r\n";
        Incident incident = new IncidentBuilder()
            .Exchange("/", response: r => r with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Trailer", "Checksum")), ResponseTrailers = HeaderMap.Of(("Checksum", "abc")) })
            .Build();

        ReplaySummary same = await ReplayAsync(incident, Same);
        ReplaySummary other = await ReplayAsync(incident, Same.Replace("abc", "abd", StringComparison.Ordinal));

        Assert.Equal((ReplayOutcome.PassStrong, null), (same.Outcome, same.Reason));
        Assert.Equal((DivergenceKind.ResponseTrailer, "Checksum", "abc", "abd"), (other.FirstDivergence!.Kind, other.FirstDivergence.Location, other.FirstDivergence.Expected, other.FirstDivergence.Got));
    }

    [Theory]
    [InlineData("", "connection closed before a response")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}", "response cut short")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "response cut short")]
    [InlineData("SMTP ready\r\n\r\n", "not a valid HTTP response")]
    public async Task A_response_that_is_not_complete_is_no_response(string response, string failure)
    {
        ReplaySummary summary = await ReplayAsync(new IncidentBuilder().Exchange("/").Build(), response);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal(DivergenceKind.ResponseFailed, summary.FirstDivergence!.Kind);
        Assert.StartsWith(failure, summary.FirstDivergence.Got, StringComparison.Ordinal);
        Assert.Equivalent(new ObservedCount(0, 4), summary.Inbound, strict: true);
        Assert.Equal(0, summary.Latency.Count);
    }

    [Fact]
    public async Task A_response_that_was_cut_short_in_the_incident_too_is_as_recorded()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/", response: r => r with { Error = "connection_reset: shop.test", Body = RecordedBody.FromBytes("{}"u8.ToArray(), truncated: true) })
            .Build();

        ReplaySummary summary = await ReplayAsync(incident, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}");

        Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);
        Assert.Equivalent(new ObservedCount(4, 4), summary.Inbound, strict: true);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unreachable()
    {
        var service = new HttpServiceUnderTest(new Uri($"http://127.0.0.1:{RawServer.UnusedPort()}"));

        string? reason = await service.ProbeAsync(default);

        Assert.StartsWith("ConnectionRefused", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_goes_out_byte_for_byte()
    {
        var server = RequestServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", keepsConnections: true);
        Incident incident = new IncidentBuilder().Exchange("/a%2Fb/../c//d?q=%7e&x=a+b&x=").Build();

        await ReplayAsync(incident, server, FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.StartsWith("GET /a%2Fb/../c//d?q=%7e&x=a+b&x= HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patch")]
    [InlineData("Get")]
    [InlineData("head")]
    [InlineData("purge")]
    [InlineData("DELETE")]
    public async Task A_method_goes_out_in_its_own_case_again_and_again(string method)
    {
        var server = RequestServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", keepsConnections: true);
        Incident incident = new IncidentBuilder().Exchange("/", method: method).Exchange("/", method: method).Build();

        ReplaySummary summary = await ReplayAsync(incident, server, FakeService.AsFastAsPossible with { Runs = 2, Fanout = 1 });

        Assert.Equal((ReplayOutcome.PassStrong, 1 + 1), (summary.Outcome, server.Connections));
        Assert.All(server.Requests, request => Assert.StartsWith($"{method} / HTTP/1.1\r\n", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_are_kept_for_all_requests_and_runs_of_a_worker()
    {
        var server = RequestServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", keepsConnections: true);
        var incident = new IncidentBuilder();
        for (int i = 0; i < 5; i++)
        {
            incident.Exchange($"/{i}");
        }

        await ReplayAsync(incident.Build(), server, FakeService.AsFastAsPossible with { Runs = 4, Fanout = 3 });

        Assert.Equal(60, server.Requests.Count);
        Assert.Equal(3 + 1, server.Connections); // and the probe
    }

    private static Task<ReplaySummary> ReplayAsync(Incident incident, string response) =>
        ReplayAsync(incident, RequestServer.Answering(response, keepsConnections: false), FakeService.AsFastAsPossible);

    private static async Task<ReplaySummary> ReplayAsync(Incident incident, RequestServer server, ReplayOptions options)
    {
        await using (server)
        {
            var engine = new ReplayEngine(ReplayPlan.Create(incident, options), new HttpServiceUnderTest(server.Address));
            return Verdict.Judge(await engine.RunAsync().WaitAsync(Patience.Limit));
        }
    }
}
