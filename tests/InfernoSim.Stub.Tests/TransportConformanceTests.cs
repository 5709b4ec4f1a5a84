using System.Net;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Tests;

/// <summary>What a service sees of a dependency is the same on a socket and in the process.</summary>
public class TransportConformanceTests
{
    private static readonly byte[] Binary = [0, 1, 255, 13, 10];

    private static readonly (string Name, string Method, DependencyAnswer Answer, string Seen)[] Table =
    [
        ("a plain answer", "GET", FakeResponder.Ok("hello", ("Content-Type", "text/plain"), ("X-A", "1")),
            "200 | X-A: 1 | Content-Length: 5; Content-Type: text/plain | hello"),
        ("no body", "GET", new DependencyAnswer { Status = 200 }, "200 |  | Content-Length: 0 | "),
        ("an unusual status", "GET", new DependencyAnswer { Status = 299, Body = "x"u8.ToArray() }, "299 |  | Content-Length: 1 | x"),
        ("a reason of its own", "GET", new DependencyAnswer { Status = 402, Reason = "Card Expired" }, "402 Card Expired |  | Content-Length: 0 | "),
        ("an illegal reason", "GET", new DependencyAnswer { Status = 402, Reason = "a\nb" },
            "502 |  | Content-Length: 101; Content-Type: application/problem+json | "
            + "{\"title\":\"The recorded answer cannot be sent.\",\"reason\":\"the reason phrase holds control characters\"}"),
        ("a failure of the server", "POST", new DependencyAnswer { Status = 599 }, "599 |  | Content-Length: 0 | "),
        ("no content", "DELETE", new DependencyAnswer { Status = 204, Headers = HeaderMap.Of(("ETag", "\"1\"")) }, "204 | ETag: \"1\" |  | "),
        ("not modified", "GET", new DependencyAnswer { Status = 304, Headers = HeaderMap.Of(("Content-Length", "9")) }, "304 |  | Content-Length: 9 | "),
        ("HEAD", "HEAD", new DependencyAnswer { Status = 200, Headers = HeaderMap.Of(("Content-Length", "77"), ("Content-Type", "a/b")) },
            "200 |  | Content-Length: 77; Content-Type: a/b | "),
        ("HEAD without a length", "HEAD", new DependencyAnswer { Status = 200 }, "200 |  |  | "),
        ("values in order", "GET", new DependencyAnswer { Status = 200, Headers = HeaderMap.Of(("Set-Cookie", "b=1"), ("Set-Cookie", "a=2"), ("X-B", "2, 1"), ("X-B", "0")) },
            "200 | Set-Cookie: b=1 & a=2; X-B: 2, 1 & 0 | Content-Length: 0 | "),
        ("fields of the content", "GET", FakeResponder.Ok("x", ("Content-Encoding", "gzip"), ("Expires", "0"), ("Last-Modified", "never"), ("Allow", "GET"), ("Content-Language", "de")),
            "200 |  | Allow: GET; Content-Encoding: gzip; Content-Language: de; Content-Length: 1; Expires: 0; Last-Modified: never | x"),
        ("text beyond ASCII", "GET", FakeResponder.Ok("x", ("X-T", "caf\u00e9 \u20ac")),
            "200 | X-T: caf\u00c3\u00a9 \u00e2\u0082\u00ac | Content-Length: 1 | x"),
        ("text of ISO-8859-1", "GET", FakeResponder.Ok("x", ("X-T", "caf\u00e9")), "200 | X-T: caf\u00e9 | Content-Length: 1 | x"),
        ("a date of long ago", "GET", FakeResponder.Ok("x", ("Date", "Tue, 01 Jan 2019 00:00:00 GMT"), ("Server", "nginx")),
            "200 | Date: Tue, 01 Jan 2019 00:00:00 GMT; Server: nginx | Content-Length: 1 | x"),
        ("fields of the connection", "GET", FakeResponder.Ok("x", ("Transfer-Encoding", "chunked"), ("Content-Length", "3"), ("Keep-Alive", "timeout=1")),
            "200 |  | Content-Length: 1 | x"),
        ("trailers", "GET", FakeResponder.Ok("body") with { Trailers = HeaderMap.Of(("grpc-status", "0"), ("X-T", "a"), ("X-T", "b")) },
            "200 | Transfer-Encoding: chunked |  | body | grpc-status: 0; X-T: a & b"),
        ("a binary body", "PUT", new DependencyAnswer { Status = 200, Body = Binary }, "200 |  | Content-Length: 5 | \u0000\u0001\u00ff\r\n"),
        ("a body cut short of its length", "GET", FakeResponder.Ok("half", ("Content-Length", "10")) with { Abort = true },
            "200 |  | Content-Length: 10 | half then ResponseEnded: The response ended prematurely."),
        ("a body cut short", "GET", FakeResponder.Ok("half") with { Abort = true },
            "200 | Transfer-Encoding: chunked |  | half then ResponseEnded: The response ended prematurely."),
        ("no response", "GET", new DependencyAnswer { Status = 0, Abort = true }, "HttpRequestException: An error occurred while sending the request. < IOException"),
        ("no response to HEAD", "HEAD", new DependencyAnswer { Status = 200, Abort = true }, "HttpRequestException: An error occurred while sending the request. < IOException"),
        ("an illegal field", "GET", FakeResponder.Ok("x", ("X-A", "\n")),
            "502 |  | Content-Length: 118; Content-Type: application/problem+json | "
            + "{\"title\":\"The recorded answer cannot be sent.\",\"reason\":\"the value of field \\u0027X-A\\u0027 holds control characters\"}"),
    ];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach ((string name, _, _, _) in Table)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_client_sees_the_answer(string name, bool onSocket)
    {
        (_, string method, DependencyAnswer answer, string expected) = Table.Single(row => row.Name == name);
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(answer));
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://a.test/x");

        string seen = await SendAsync(transport.Client, request);

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_responder_sees_the_call(bool onSocket)
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, responder);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "http://orders.test:8080/a%2Fb/%C3%A9?x=1&x=2&y=a%20b");
        request.Headers.Add("X-Many", ["1", "2"]);
        request.Headers.UserAgent.ParseAdd("tests/1.0 (fast)");
        request.Headers.ConnectionClose = true;
        request.Headers.TE.ParseAdd("trailers");
        request.Content = new ByteArrayContent(Binary);
        request.Content.Headers.ContentType = new("application/json");

        using HttpResponseMessage response = await transport.Client.SendAsync(request);

        DependencyRequest call = Assert.Single(responder.Requests);
        Assert.Equal(("PATCH", "http", "orders.test:8080", "/a%2Fb/%C3%A9?x=1&x=2&y=a%20b"), (call.Method, call.Scheme, call.Authority, call.PathAndQuery));
        Assert.Equal(Binary, call.Body.ToArray());
        Assert.Equal(
            ["Content-Length: 5", "Content-Type: application/json", "Host: orders.test:8080", "User-Agent: tests/1.0 (fast)", "X-Many: 1, 2"],
            call.Headers.Select(field => $"{field.Key}: {string.Join(" & ", field.Value)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_response_knows_its_request(bool onSocket)
    {
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(new DependencyAnswer { Status = 200 }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a.test/x");

        using HttpResponseMessage response = await transport.Client.SendAsync(request);

        Assert.Same(request, response.RequestMessage);
        Assert.Equal(HttpVersion.Version11, response.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_gives_up_cancels_the_responder(bool onSocket)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var responder = new FakeResponder(async (_, token) =>
        {
            using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
            entered.TrySetResult();
            await cancelled.Task;
            throw new OperationCanceledException(token);
        });
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, responder);
        using var giveUp = new CancellationTokenSource();

        Task<HttpResponseMessage> call = transport.Client.GetAsync(new Uri("http://a.test/"), giveUp.Token);
        await entered.Task.WaitAsync(Patience.Limit);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(Patience.Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_responder_that_ends_early_is_no_response(bool onSocket)
    {
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder((_, _) => throw new OperationCanceledException()));

        await Assert.ThrowsAsync<HttpRequestException>(() => transport.Client.GetAsync(new Uri("http://a.test/")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blocking_call_is_answered(bool onSocket)
    {
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(FakeResponder.Ok("hello")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a.test/x");

#pragma warning disable CA1849 // The blocking call is what this is about.
        using HttpResponseMessage response = transport.Client.Send(request);
        using var body = new StreamReader(response.Content.ReadAsStream());
#pragma warning restore CA1849

        Assert.Equal("hello", await body.ReadToEndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_that_is_cut_fails_the_call_that_waits_for_all_of_it(bool onSocket)
    {
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(FakeResponder.Ok("half") with { Abort = true }));

        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => transport.Client.GetStringAsync(new Uri("http://a.test/")));

        Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_is_that_of_a_connection(bool onSocket)
    {
        await using StubTransport transport = await StubTransport.OpenAsync(onSocket, new FakeResponder(DependencyAnswer.WasReset));

        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => transport.Client.GetAsync(new Uri("http://a.test/")));

        IOException cause = Assert.IsType<IOException>(error.InnerException);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(cause.InnerException).SocketErrorCode);
        Assert.Equal(HttpRequestError.Unknown, error.HttpRequestError);
    }

    private static async Task<string> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            string body = await ReadAsync(response.Content);
            string trailers = response.TrailingHeaders.Any() ? $" | {Show(response.TrailingHeaders)}" : "";
            return $"{(int)response.StatusCode}{(response.ReasonPhrase == "Card Expired" ? " Card Expired" : "")} | {Show(response.Headers)} | {Show(response.Content.Headers)} | {body}{trailers}";
        }
        catch (HttpRequestException error)
        {
            return $"{nameof(HttpRequestException)}: {error.Message} < {(error.InnerException is IOException ? nameof(IOException) : error.InnerException)}";
        }
    }

    private static async Task<string> ReadAsync(HttpContent content)
    {
        using var received = new MemoryStream();
        string end = "";
        try
        {
            await using Stream body = await content.ReadAsStreamAsync();
            await body.CopyToAsync(received);
        }
        catch (HttpIOException error)
        {
            // Its message ends with the error in parentheses.
            end = $" then {error.HttpRequestError}: {error.Message.Replace($" ({error.HttpRequestError})", "", StringComparison.Ordinal)}";
        }

        return Encoding.Latin1.GetString(received.ToArray()) + end;
    }

    private static string Show(System.Net.Http.Headers.HttpHeaders headers) => string.Join("; ", headers.NonValidated
        .OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
        .Select(field => $"{field.Key}: {string.Join(" & ", field.Value)}"));
}
