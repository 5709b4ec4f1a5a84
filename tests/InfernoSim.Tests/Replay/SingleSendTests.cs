using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

/// <summary>No request is sent twice, whatever becomes of its connection.</summary>
public class SingleSendTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private static readonly ReplayOptions OneByOne = FakeService.AsFastAsPossible with { Runs = 2, Fanout = 1 };

    [Theory]
    [InlineData("GET", false)]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    public async Task A_kept_connection_that_is_closed_during_a_request_is_reported_at_that_request(string method, bool resets)
    {
        var server = new RequestServer((number, peer) =>
        {
            if (number == 3)
            {
                if (resets)
                {
                    peer.Reset();
                }

                return Task.FromResult(false);
            }

            return AnswerAsync(peer);
        });

        ReplaySummary summary = await ReplayAsync(server, method);

        Divergence first = summary.FirstDivergence!;
        Assert.Equal((DivergenceKind.ResponseFailed, 0, 2), (first.Kind, first.Run, first.Exchange));
        Assert.Equal("connection closed before a response (the connection was closed during this request)", first.Got);
        Assert.Single(summary.Divergences);
        Assert.Equal(10, server.Requests.Count);

        // What .NET repeats: a request without a body whose connection was closed in good order.
        Assert.Equal(method == "GET" && !resets ? 1 : 0, summary.Receipt!.Exchanges.Resent);
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_it_was_idle_is_nobodys_fault()
    {
        var server = new RequestServer(async (_, peer) =>
        {
            await AnswerAsync(peer);
            peer.EndSending();
            return true;
        });

        ReplaySummary summary = await ReplayAsync(server, "GET", TimeSpan.FromMilliseconds(20));

        Assert.True(summary.Passed, summary.ToText());
        Assert.Equal(10, server.Requests.Count);
    }

    [Fact]
    public async Task Of_a_service_that_dies_the_request_that_it_died_of_is_the_first_divergence()
    {
        RequestServer? server = null;
        server = new RequestServer(async (number, peer) =>
        {
            if (number == 3)
            {
                server!.Stop();
                return false;
            }

            return await AnswerAsync(peer);
        });

        ReplaySummary summary = await ReplayAsync(server, "GET");

        Divergence first = summary.FirstDivergence!;
        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.ResponseFailed, 0, 2), (first.Kind, first.Run, first.Exchange));
        Assert.Equal("connection closed before a response (the connection was closed during this request)", first.Got);
        Assert.Contains("the service was gone from then on: 8 requests had no answer", summary.Reason, StringComparison.Ordinal);
        Assert.Single(summary.Divergences);
        Assert.Equal(3, server.Requests.Count);
    }

    private static async Task<bool> AnswerAsync(RawPeer peer)
    {
        await peer.SendAsync(Ok);
        return true;
    }

    private static async Task<ReplaySummary> ReplayAsync(RequestServer server, string method, TimeSpan gap = default)
    {
        var incident = new IncidentBuilder();
        for (int i = 0; i < 5; i++)
        {
            incident.Exchange($"/{i}", method: method);
        }

        await using (server)
        {
            var engine = new ReplayEngine(ReplayPlan.Create(incident.Build(), OneByOne with { MinGap = gap }), new HttpServiceUnderTest(server.Address));
            return Verdict.Judge(await engine.RunAsync().WaitAsync(Patience.Limit));
        }
    }
}
