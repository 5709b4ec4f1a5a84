using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Stub.Tests;

public class AnswersOnTheWireTests
{
    private const string Get = "GET http://a.test/x HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task An_answer_is_what_was_recorded_and_nothing_else()
    {
        var answer = new DependencyAnswer
        {
            Status = 200,
            Headers = new HeaderMap([
                new("X-Many", ["one", "two, three"]),
                new("Set-Cookie", ["b=2; Path=/", "a=1; HttpOnly", "b=3"]),
                new("Content-Type", ["application/json"]),
                new("x-lower", ["  kept  inside"])]),
            Body = "{}"u8.ToArray(),
        };

        string response = await AnswerAsync(answer);

        Assert.Equal("HTTP/1.1 200 OK", Head(response)[0]);
        Assert.Equal(
            [
                "Connection: close", "Content-Length: 2", "Content-Type: application/json", "Set-Cookie: b=2; Path=/", "Set-Cookie: a=1; HttpOnly",
                "Set-Cookie: b=3", "X-Many: one", "X-Many: two, three", "x-lower:   kept  inside",
            ],
            Head(response)[1..].OrderBy(line => line[..line.IndexOf(':', StringComparison.Ordinal)], StringComparer.Ordinal));
        Assert.EndsWith("\r\n\r\n{}", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Date_and_Server_are_sent_when_they_were_recorded()
    {
        string response = await AnswerAsync(FakeResponder.Ok("x", ("Date", "Tue, 01 Jan 2019 00:00:00 GMT"), ("Server", "nginx")));

        Assert.Contains("\r\nDate: Tue, 01 Jan 2019 00:00:00 GMT\r\n", response, StringComparison.Ordinal);
        Assert.Contains("\r\nServer: nginx\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_reason_phrase_is_sent()
    {
        string response = await AnswerAsync(new DependencyAnswer { Status = 402, Reason = "Card Expired" });

        Assert.Equal("HTTP/1.1 402 Card Expired", Head(response)[0]);
    }

    [Theory]
    [InlineData(200, "OK")]
    [InlineData(201, "Created")]
    [InlineData(299, "")]
    [InlineData(404, "Not Found")]
    [InlineData(418, "I'm a teapot")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(599, "")]
    [InlineData(999, "")]
    public async Task Any_status_is_sent(int status, string reason)
    {
        string response = await AnswerAsync(new DependencyAnswer { Status = status, Body = "body"u8.ToArray() });

        Assert.Equal($"HTTP/1.1 {status} {reason}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody", response);
    }

    [Theory]
    [InlineData("GET", 204, null, null)]
    [InlineData("GET", 204, "7", null)]
    [InlineData("GET", 304, "7", "7")]
    [InlineData("GET", 304, null, null)]
    [InlineData("GET", 205, "7", "0")]
    [InlineData("HEAD", 200, "1234", "1234")]
    [InlineData("HEAD", 200, null, "4")]
    [InlineData("HEAD", 404, "1234", "1234")]
    public async Task A_response_without_content_has_none(string method, int status, string? recordedLength, string? expectedLength)
    {
        var answer = new DependencyAnswer
        {
            Status = status,
            Headers = recordedLength is null ? HeaderMap.Empty : HeaderMap.Of(("Content-Length", recordedLength)),
            Body = "body"u8.ToArray(),
        };

        string response = await AnswerAsync(answer, Get.Replace("GET", method, StringComparison.Ordinal));

        Assert.EndsWith("\r\n\r\n", response, StringComparison.Ordinal);
        Assert.Equal(
            expectedLength is null ? [] : [$"Content-Length: {expectedLength}"],
            Head(response).Where(line => line.StartsWith("Content-Length", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_length_is_that_of_the_body_whatever_was_recorded()
    {
        string response = await AnswerAsync(FakeResponder.Ok("four", ("Content-Length", "9"), ("Transfer-Encoding", "chunked"), ("Connection", "keep-alive")));

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfour", response);
    }

    [Fact]
    public async Task A_binary_body_is_sent_byte_for_byte()
    {
        byte[] body = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];

        string response = await AnswerAsync(new DependencyAnswer { Status = 200, Body = body });

        Assert.Equal(Encoding.Latin1.GetString(body), response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    [Fact]
    public async Task Trailers_follow_a_chunked_body()
    {
        var answer = FakeResponder.Ok("body", ("Trailer", "X-Sum")) with { Trailers = HeaderMap.Of(("X-Sum", "1"), ("x-more", "2"), ("X-Sum", "3")) };

        string response = await AnswerAsync(answer);

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 1\r\nX-Sum: 3\r\nx-more: 2\r\n\r\n",
            response);
    }

    [Fact]
    public async Task A_connection_is_used_again_behind_trailers()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(
            new FakeResponder(new DependencyAnswer { Status = 200, Trailers = HeaderMap.Of(("X-T", "caf\u00e9")) }));
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n");

        const string Response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: caf\u00e9\r\n\r\n";
        Assert.Equal(Response, await connection.ReadUntilAsync("\u00e9\r\n\r\n"));
        Assert.Equal(Response, await connection.ReadUntilAsync("\u00e9\r\n\r\n"));
    }

    [Fact]
    public async Task A_client_that_knows_no_chunks_gets_the_body_without_the_trailers()
    {
        string response = await AnswerAsync(
            FakeResponder.Ok("body") with { Trailers = HeaderMap.Of(("X-T", "1")) }, Get.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal));

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody", response);
    }

    [Theory]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("\u20ac", "\u00e2\u0082\u00ac")]
    [InlineData("a\tb", "a\tb")]
    public async Task Header_values_beyond_ASCII_are_sent(string recorded, string onTheWire)
    {
        string response = await AnswerAsync(FakeResponder.Ok("x", ("X-Text", recorded)));

        Assert.Contains($"\r\nX-Text: {onTheWire}\r\n", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(101, "X-A", "b", "status 101")]
    [InlineData(1000, "X-A", "b", "status 1000")]
    [InlineData(200, "X A", "b", "'X A' is not a field name")]
    [InlineData(200, "X-A", "b\r\nX-B: c", "the value of field 'X-A' holds control characters")]
    public async Task What_HTTP_cannot_carry_is_said(int status, string name, string value, string reason)
    {
        string response = await AnswerAsync(FakeResponder.Ok("x", (name, value)) with { Status = status });

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", response, StringComparison.Ordinal);
        Assert.Contains(reason.Replace("'", "\\u0027", StringComparison.Ordinal), response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_responder_that_fails_is_said()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(_ => throw new InvalidOperationException("no index")));

        string response = await RawPeer.ExchangeAsync(stub.Addresses[0], Get);

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", response, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: no index", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stub_that_serves_once_closes_behind_each_response()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(FakeResponder.Ok("ok")), new DependencyStubOptions { ServesOnce = true });

        using RawPeer client = await RawPeer.ConnectAsync(stub.Addresses[0]);
        await client.SendAsync(Get.Replace("Connection: close\r\n", "", StringComparison.OrdinalIgnoreCase));
        string response = await client.ReadToOrderlyEndAsync();

        Assert.Contains("Connection: close", Head(response));
        Assert.EndsWith("\r\n\r\nok", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("HEAD", false)]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    public async Task A_torn_connection_is_reset_without_a_byte(string method, bool reset)
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(reset ? DependencyAnswer.WasReset : DependencyAnswer.Closed));

        IOException error = await Assert.ThrowsAsync<IOException>(
            () => RawPeer.ExchangeAsync(stub.Addresses[0], Get.Replace("GET", method, StringComparison.Ordinal)));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    [Theory]
    [InlineData("HTTP/1.1", 11, null, "Transfer-Encoding: chunked", "b\r\nhalf a body\r\n")]
    [InlineData("HTTP/1.1", 11, "100", "Content-Length: 100", "half a body")]
    [InlineData("HTTP/1.1", 11, "11", "Transfer-Encoding: chunked", "b\r\nhalf a body\r\n")]
    [InlineData("HTTP/1.0", 11, null, "Content-Length: 12", "half a body")]
    [InlineData("HTTP/1.1", 0, "5", "Content-Length: 5", "")]
    [InlineData("HTTP/1.1", 0, null, "Transfer-Encoding: chunked", "")]
    public async Task A_response_that_was_cut_ends_behind_its_last_byte(string version, int length, string? recordedLength, string framing, string sent)
    {
        var answer = new DependencyAnswer
        {
            Status = 200,
            Headers = recordedLength is null ? HeaderMap.Empty : HeaderMap.Of(("Content-Length", recordedLength)),
            Body = "half a body"u8[..length].ToArray(),
            Abort = true,
        };

        string response = await AnswerAsync(answer, Get.Replace("HTTP/1.1", version, StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.Contains(framing, Head(response));
        Assert.EndsWith("\r\n\r\n" + sent, response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_a_large_response_that_was_cut_arrives()
    {
        byte[] body = new byte[8 * 1024 * 1024];
        var answer = new DependencyAnswer { Status = 200, Headers = HeaderMap.Of(("Content-Length", "9000000")), Body = body, Abort = true };

        string response = await AnswerAsync(answer);

        Assert.Equal(body.Length, response.Length - response.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
    }

    private static async Task<string> AnswerAsync(DependencyAnswer answer, string request = Get)
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(answer));
        return await RawPeer.ExchangeAsync(stub.Addresses[0], request);
    }

    private static string[] Head(string response) =>
        response[..response.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
}
