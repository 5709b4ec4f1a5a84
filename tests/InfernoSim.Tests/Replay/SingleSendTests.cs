using System.Collections.Concurrent;
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
        var server = new Server((number, peer) =>
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
        var server = new Server(async (_, peer) =>
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
        Server? server = null;
        server = new Server(async (number, peer) =>
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

    private static async Task<ReplaySummary> ReplayAsync(Server server, string method, TimeSpan gap = default)
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

    /// <summary>Handles requests by their number, from 1; a connection ends when its handler says so.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly RawServer _server = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentBag<RawPeer> _peers = [];
        private readonly Func<int, RawPeer, Task<bool>> _handle;
        private readonly Task _accepting;
        private int _count;

        public Server(Func<int, RawPeer, Task<bool>> handle)
        {
            _handle = handle;
            _accepting = AcceptAsync();
        }

        public Uri Address => _server.Address;

        public ConcurrentQueue<string> Requests { get; } = new();

        public void Stop()
        {
            _server.Dispose();
            _stop.Cancel();
        }

        public async ValueTask DisposeAsync()
        {
            Stop();
            await _accepting;
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            var serving = new List<Task>();
            try
            {
                while (true)
                {
                    RawPeer peer = await _server.AcceptAsync(_stop.Token);
                    _peers.Add(peer);
                    serving.Add(ServeAsync(peer));
                }
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException)
            {
                foreach (RawPeer peer in _peers)
                {
                    peer.Dispose();
                }

                await Task.WhenAll(serving);
            }
        }

        private async Task ServeAsync(RawPeer peer)
        {
            using (peer)
            {
                try
                {
                    while (await peer.TryReadUntilAsync("\r\n\r\n") is { } request)
                    {
                        Requests.Enqueue(request);
                        int number = Interlocked.Increment(ref _count);
                        if (!await _handle(number, peer))
                        {
                            return;
                        }
                    }
                }
                catch (Exception gone) when (gone is IOException or TimeoutException or ObjectDisposedException or System.Net.Sockets.SocketException)
                {
                    // The client went away, or the test is over.
                }
            }
        }
    }
}
