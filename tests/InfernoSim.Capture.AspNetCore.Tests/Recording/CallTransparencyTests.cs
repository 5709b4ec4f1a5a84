using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>A dependency gets from a service that is recorded, byte for byte, what it gets from one that is not, and the service the same from it.</summary>
public sealed partial class CallTransparencyTests(CallTransparencyTests.Services services) : IClassFixture<CallTransparencyTests.Services>
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(n => $"{n},")));

    private static readonly Dictionary<string, Func<HttpRequestMessage>> Calls = new()
    {
        ["get"] = () => new(HttpMethod.Get, "/a?b=%20c"),
        ["head"] = () => new(HttpMethod.Head, "/"),
        ["fields"] = () => new(HttpMethod.Get, "/") { Headers = { { "X-Two", ["1", "2"] }, { "Accept", "text/plain" }, { "Cookie", "a=b" } } },
        ["own-method"] = () => new(new HttpMethod("PURGE"), "/"),
        ["nothing"] = () => new(HttpMethod.Post, "/"),
        ["empty"] = () => new(HttpMethod.Put, "/") { Content = new ByteArrayContent([]) },
        ["text"] = () => new(HttpMethod.Post, "/") { Content = new StringContent("text") },
        ["large"] = () => new(HttpMethod.Post, "/") { Content = new ByteArrayContent(Body) },
        ["json"] = () => new(HttpMethod.Post, "/") { Content = JsonContent.Create(new { a = Enumerable.Range(0, 5_000) }) },
        ["form"] = () => new(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent([new("a", "b c")]) },
        ["parts"] = () => new(HttpMethod.Post, "/") { Content = new MultipartFormDataContent("edge") { { new StringContent("b"), "a" }, { new ByteArrayContent(Body), "file", "name.txt" } } },
        ["stream"] = () => new(HttpMethod.Post, "/") { Content = new StreamContent(new MemoryStream(Body)) },
        ["no-length"] = () => new(HttpMethod.Post, "/") { Content = new StreamContent(new Unending(Body)) },
        ["chunked"] = () => new(HttpMethod.Post, "/") { Content = new StringContent("text"), Headers = { TransferEncodingChunked = true } },
        ["content-fields"] = () => new(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentLanguage = { "de" }, ContentDisposition = new("inline") } },
        },
        ["old"] = () => new(HttpMethod.Get, "/") { Version = HttpVersion.Version10 },
    };

    public static TheoryData<string, bool> All
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (string call in Calls.Keys)
            {
                all.Add(call, true);
                all.Add(call, false);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_dependency_and_its_caller_get_what_they_get_without_a_recorder(string call, bool isOfFactory)
    {
        (string Asked, string Answered) without = await CallAsync(services.Bare, call, isOfFactory);

        Assert.Equal(without, await CallAsync(services.Recorded, call, isOfFactory));
    }

    private static async Task<(string Asked, string Answered)> CallAsync(FlownDesk desk, string call, bool isOfFactory)
    {
        var asked = new TaskCompletionSource<string>();
        await using var dependency = new PeerServer(async (peer, _) =>
        {
            asked.TrySetResult(await ReadAsync(peer.Stream));
            await peer.SendAsync("HTTP/1.1 200 Fine\r\nX-One: 1\r\nX-One: 2\r\nTransfer-Encoding: chunked\r\nContent-Language: de\r\n\r\n4\r\ntext\r\n0\r\nX-Sum: 1\r\n\r\n");
        });
        string answered = await desk.Client.GetStringAsync($"/call/{call}?of={dependency.Port}&factory={isOfFactory}");
        return (Traces().Replace(await asked.Task, "traceparent: some").Replace(dependency.Address.Authority, "dependency", StringComparison.Ordinal), answered);
    }

    // To the end of the request, as its head says.
    private static async Task<string> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (!IsWhole(text.ToString()) && await stream.ReadAsync(buffer) is > 0 and int read)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static bool IsWhole(string request)
    {
        int head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return head > 0 && (Lengths().Match(request, 0, head) is { Success: true } length ? request.Length == head + 4 + int.Parse(length.Groups[1].ValueSpan, provider: null)
            : !request[..head].Contains("chunked", StringComparison.Ordinal) || request.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
    }

    [GeneratedRegex("traceparent: [^\r]*")]
    private static partial Regex Traces();

    [GeneratedRegex("Content-Length: ([0-9]+)")]
    private static partial Regex Lengths();

    // Nobody can tell its length.
    private sealed class Unending(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>The same service with a recorder and without.</summary>
    public sealed class Services : IAsyncLifetime
    {
        private FlownDesk? _bare;
        private FlownDesk? _recorded;

        public FlownDesk Bare => _bare!;

        public FlownDesk Recorded => _recorded!;

        public async Task InitializeAsync() => (_bare, _recorded) = (await StartAsync(isRecorded: false), await StartAsync(isRecorded: true));

        public async Task DisposeAsync()
        {
            await Bare.DisposeAsync();
            await Recorded.DisposeAsync();
        }

        private static Task<FlownDesk> StartAsync(bool isRecorded) => FlownDesk.StartAsync(
            options => options.Enabled = isRecorded,
            map: app => app.MapGet("/call/{call}", async (string call, int of, bool factory, IHttpClientFactory clients) =>
            {
                using HttpClient client = factory ? clients.CreateClient("plain") : new HttpClient();
                client.BaseAddress = new Uri($"http://127.0.0.1:{of}/");
                using HttpRequestMessage request = Calls[call]();
                using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                string body = await response.Content.ReadAsStringAsync();
                return string.Join('\n', [$"{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}", .. ResponseFields.Of(response), body, $"{request.Content?.GetType()}"]);
            }));
    }
}
