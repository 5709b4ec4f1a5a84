using System.Net;
using InfernoSim.Capture.Tests.Wire;

namespace InfernoSim.Capture.Tests;

/// <summary>
/// As long as the log takes nothing, nobody gets the end of a response, whatever it is that marks the end.
/// </summary>
public class BlockedLogTests
{
    private static readonly string Long = new('x', 100_000);

    private static readonly Framing[] Framings =
    [
        new("short", "GET", "1.1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend"),
        new("long", "GET", "1.1", $"HTTP/1.1 200 OK\r\nContent-Length: {Long.Length}\r\n\r\n{Long}"),
        new("nothing", "GET", "1.1", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        new("chunked", "GET", "1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n"),
        new("no-chunk", "GET", "1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        new("trailers", "GET", "1.1", "HTTP/1.1 200 OK\r\nTrailer: A\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\nA: b\r\n\r\n"),
        new("no-content", "DELETE", "1.1", "HTTP/1.1 204 No Content\r\n\r\n"),
        new("not-modified", "GET", "1.1", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
        new("head", "HEAD", "1.1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"),
        new("head-chunked", "HEAD", "1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\n\r\n"),
        new("until-close", "GET", "1.1", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nend", "0\r\n\r\n", Closes: true),
        new("old-caller", "GET", "1.0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\n\r\n", End: ""),
        new("no-answer", "POST", "1.1", "", "\r\n\r\n", Closes: true),
    ];

    [Fact]
    public async Task No_caller_has_the_end_of_a_response_that_is_not_in_the_log()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var service = new RawServer();
        await using var log = new BlockedLog();
        await using InboundCapture capture = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(service.Authority), log.Writer);

        await HoldsBackAsync(service, log, capture.Addresses[0], path: "");
    }

    [Fact]
    public async Task No_service_has_the_end_of_an_answer_that_is_not_in_the_log()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var dependency = new RawServer();
        await using var log = new BlockedLog();
        await using OutboundCapture capture = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), log.Writer);

        await HoldsBackAsync(dependency, log, capture.Addresses[0], $"http://{dependency.Authority}");
    }

    private static async Task HoldsBackAsync(RawServer target, BlockedLog log, IPEndPoint proxy, string path)
    {
        string body = new('b', BlockedLog.MoreThanItTakes);
        Asked blocking = await AskAsync(target, proxy, path, new Framing("blocking", "GET", "1.1", $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        try
        {
            await log.WaitForWriteAsync();
            var asked = new List<Asked> { blocking };
            foreach (Framing framing in Framings)
            {
                asked.Add(await AskAsync(target, proxy, path, framing));
            }

            await GiveTheProxyTimeAsync(proxy);

            Assert.Equal("", string.Join(", ", asked.Where(a => a.Ended.IsCompleted).Select(a => a.Framing.Name)));

            log.Unblock();
            await Task.WhenAll(asked.Select(a => a.Ended));
            asked.ForEach(a => a.Dispose());
        }
        finally
        {
            log.Unblock();
        }
    }

    private static async Task<Asked> AskAsync(RawServer target, IPEndPoint proxy, string path, Framing framing)
    {
        RawPeer caller = await RawPeer.ConnectAsync(proxy);
        await caller.SendAsync($"{framing.Method} {path}/{framing.Name} HTTP/{framing.Version}\r\nHost: {(path.Length == 0 ? "a" : target.Authority)}\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
        RawPeer connection = await target.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        Task ended = framing.ReadToItsEndAsync(caller);
        await connection.SendAsync(framing.Response);
        if (framing.Closes)
        {
            connection.Dispose();
        }

        return new Asked(framing, caller, connection, ended);
    }

    // Requests that the proxy answers by itself are not recorded. Each goes the whole way through it, as the responses do
    // that must not come.
    private static async Task GiveTheProxyTimeAsync(IPEndPoint proxy)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(proxy);
        for (int i = 0; i < 500; i++)
        {
            await peer.SendAsync("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
            string head = await peer.ReadUntilAsync("\r\n\r\n");
            string length = head.Split("Content-Length: ")[1];
            await peer.ReadExactlyAsync(int.Parse(length[..length.IndexOf('\r', StringComparison.Ordinal)]));
        }
    }

    /// <param name="Name">Its name.</param>
    /// <param name="Method">The method.</param>
    /// <param name="Version">The version of HTTP that the caller speaks.</param>
    /// <param name="Response">What is answered.</param>
    /// <param name="End">The text at which the caller has the end; empty for the end of the connection, none when it comes as it was answered.</param>
    /// <param name="Closes">Whether the end of the connection follows.</param>
    private sealed record Framing(string Name, string Method, string Version, string Response, string? End = null, bool Closes = false)
    {
        public Task<string> ReadToItsEndAsync(RawPeer caller) => End switch
        {
            null => caller.ReadExactlyAsync(Response.Length),
            "" => caller.ReadToEndAsync(),
            _ => caller.ReadUntilAsync(End),
        };
    }

    private sealed record Asked(Framing Framing, RawPeer Caller, RawPeer Connection, Task Ended) : IDisposable
    {
        public void Dispose()
        {
            Caller.Dispose();
            Connection.Dispose();
        }
    }
}
