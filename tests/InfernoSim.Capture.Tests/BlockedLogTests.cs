using System.Net;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>
/// As long as the log takes nothing, nobody gets the end of a response, whatever it is that marks the end.
/// </summary>
public class BlockedLogTests
{
    private static readonly Framing[] Framings =
    [
        new("GET /short HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend"),
        new("GET /long HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + new string('x', 100_000)),
        new("GET /nothing HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        new("GET /chunked HTTP/1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n"),
        new("GET /no-chunk HTTP/1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        new("GET /trailers HTTP/1.1", "HTTP/1.1 200 OK\r\nTrailer: A\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\nA: b\r\n\r\n", "A: b\r\n\r\n"),
        new("DELETE /no-content HTTP/1.1", "HTTP/1.1 204 No Content\r\n\r\n"),
        new("GET /not-modified HTTP/1.1", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
        new("HEAD /head HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"),
        new("HEAD /head-chunked HTTP/1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\n\r\n"),
        new("GET /until-close HTTP/1.1", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nend", "0\r\n\r\n", Closes: true),
        new("GET /old-caller HTTP/1.0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n", End: ""),
        new("POST /no-answer HTTP/1.1", "", "\r\n\r\n", Closes: true),
        new("GET /cut HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nend", End: "", Closes: true),
    ];

    // More than the log takes, so that the writer waits in the middle of it.
    private static readonly Framing Blocking = new(
        "GET /blocking HTTP/1.1", $"HTTP/1.1 200 OK\r\nContent-Length: {BlockedLog.MoreThanItTakes}\r\n\r\n{new string('b', BlockedLog.MoreThanItTakes)}");

    [UnixFact]
    public async Task No_caller_has_the_end_of_a_response_that_is_not_in_the_log()
    {
        using var service = new RawServer();
        await using var log = new BlockedLog();
        await using InboundCapture capture = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(service.Authority), log.Writer);

        await HoldsBackAsync(service, log, capture.Addresses[0], prefix: "");
    }

    [UnixFact]
    public async Task No_service_has_the_end_of_an_answer_that_is_not_in_the_log()
    {
        using var dependency = new RawServer();
        await using var log = new BlockedLog();
        await using OutboundCapture capture = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), log.Writer);

        await HoldsBackAsync(dependency, log, capture.Addresses[0], $"http://{dependency.Authority}");
    }

    [UnixFact]
    public async Task A_log_that_stalls_does_not_stop_the_traffic_where_it_is_not_to()
    {
        using var service = new RawServer();
        await using var log = new BlockedLog(patience: TimeSpan.FromMilliseconds(100));
        await using InboundCapture capture = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(service.Authority), log.Writer);
        var answering = new Answering(service, [.. Framings, Blocking]);

        Asked blocking = await AskAsync(capture.Addresses[0], "", Blocking, service.Authority);
        await blocking.Ended.WaitAsync(Patience.Limit);
        Asked next = await AskAsync(capture.Addresses[0], "", Framings[0], service.Authority);
        await next.Ended.WaitAsync(Patience.Limit);
        CaptureException fault = await capture.Faulted.WaitAsync(Patience.Limit);

        // A request and its response are an event each; the first request was written, or not, before its response.
        Assert.InRange(capture.Lost, 3, 4);
        Assert.Contains("The log has taken nothing for 0.1 s.", fault.Message, StringComparison.Ordinal);
        blocking.Caller.Dispose();
        next.Caller.Dispose();
    }

    private static async Task HoldsBackAsync(RawServer target, BlockedLog log, IPEndPoint proxy, string prefix)
    {
        var answering = new Answering(target, [.. Framings, Blocking]);
        var asked = new List<Asked>();
        try
        {
            asked.Add(await AskAsync(proxy, prefix, Blocking, target.Authority));
            await log.WaitForAsync(prefix.Length == 0 ? "InboundResponse" : "OutboundCall");
            foreach (Framing framing in Framings)
            {
                asked.Add(await AskAsync(proxy, prefix, framing, target.Authority));
            }

            await answering.AllAnsweredAsync();
            await GiveTheProxyTimeAsync(proxy);

            Assert.Equal("", string.Join(", ", asked.Where(a => a.Ended.IsCompleted).Select(a => a.Framing.RequestLine)));

            log.Unblock();
            await Task.WhenAll(asked.Select(a => a.Ended));
        }
        finally
        {
            log.Unblock();
            asked.ForEach(a => a.Caller.Dispose());
        }
    }

    private static async Task<Asked> AskAsync(IPEndPoint proxy, string prefix, Framing framing, string host)
    {
        RawPeer caller = await RawPeer.ConnectAsync(proxy);
        await caller.SendAsync($"{framing.RequestLine.Replace(" /", $" {prefix}/", StringComparison.Ordinal)}\r\nHost: {host}\r\n\r\n");
        return new Asked(framing, caller, framing.ReadToItsEndAsync(caller));
    }

    // The proxy answers these requests by itself, so that they are not recorded. Meanwhile it could send on whatever it
    // does not hold back.
    private static async Task GiveTheProxyTimeAsync(IPEndPoint proxy)
    {
        for (int i = 0; i < 100; i++)
        {
            using RawPeer peer = await RawPeer.ConnectAsync(proxy);
            await peer.SendAsync("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 ", await peer.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>A way to mark the end of a response.</summary>
    /// <param name="RequestLine">What is asked.</param>
    /// <param name="Response">What is answered.</param>
    /// <param name="End">The text at which the caller has the end; empty for the end of the connection, none when it comes as it was answered.</param>
    /// <param name="Closes">Whether the end of the connection follows.</param>
    private sealed record Framing(string RequestLine, string Response, string? End = null, bool Closes = false)
    {
        public string Path => RequestLine.Split(' ')[1];

        public Task<string> ReadToItsEndAsync(RawPeer caller) => End switch
        {
            null => caller.ReadExactlyAsync(Response.Length),
            "" => caller.ReadToEndAsync(),
            _ => caller.ReadUntilAsync(End),
        };
    }

    private sealed record Asked(Framing Framing, RawPeer Caller, Task<string> Ended);

    /// <summary>Answers by path, since the proxy uses its connections again.</summary>
    private sealed class Answering
    {
        private readonly Framing[] _framings;
        private int _unanswered;
        private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Answering(RawServer target, Framing[] framings)
        {
            _framings = framings;
            _unanswered = framings.Length;
            _ = AcceptAsync(target);
        }

        public Task AllAnsweredAsync() => _allAnswered.Task.WaitAsync(Patience.Limit);

        private async Task AcceptAsync(RawServer target)
        {
            while (true)
            {
                _ = AnswerAsync(await target.AcceptAsync());
            }
        }

        private async Task AnswerAsync(RawPeer connection)
        {
            Framing framing;
            do
            {
                string path = (await connection.ReadUntilAsync("\r\n\r\n")).Split(' ')[1];
                framing = _framings.Single(f => f.Path == path);
                await connection.SendAsync(framing.Response);
                if (Interlocked.Decrement(ref _unanswered) == 0)
                {
                    _allAnswered.TrySetResult();
                }
            }
            while (!framing.Closes);

            connection.Dispose();
        }
    }
}
