using System.Net;
using System.Text.RegularExpressions;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Testing.Recording;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Testing.Tests.Recording;

/// <summary>A call is recorded alike behind the capture proxy and in a test.</summary>
public sealed partial class OneRecorderTests : IDisposable
{
    private const string Asked = "asked";
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\nSet-Cookie: sid=secret; Path=/\r\nSet-Cookie: b=2\r\nX-Api-Key: secret\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 1\r\nX-Auth-Token: secret\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n\r\nbody")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Empty: \r\nConnection: close\r\n\r\nuntil the end")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n")]
    [InlineData("")]
    [InlineData("", true)]
    [InlineData("220 mail ready\r\n")]
    public async Task A_call_is_recorded_alike(string response, bool resets = false)
    {
        using var dependency = new RawServer();

        await AssertAlikeAsync(dependency.Address, async () =>
        {
            using RawPeer connection = await dependency.AcceptAsync();
            await connection.ReadUntilAsync(Asked);
            await connection.SendAsync(response);
            if (resets)
            {
                connection.Reset();
            }
        });
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://no-such-host.invalid/")]
    public async Task A_call_to_nobody_is_recorded_alike(string address) => await AssertAlikeAsync(new Uri(address), answer: null);

    private async Task AssertAlikeAsync(Uri address, Func<Task>? answer)
    {
        IncidentEvent captured = await CaptureAsync(address, answer);
        IncidentEvent recorded = await RecordAsync(address, answer);

        Assert.Equal(Describe(captured), Describe(recorded));
        Assert.Equal(Id, recorded.TraceId);
    }

    private async Task<IncidentEvent> CaptureAsync(Uri address, Func<Task>? answer)
    {
        await using var log = IncidentLogWriter.Open(_folder.File("captured.log"));
        await using OutboundCapture proxy = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), log);
        await SendAsync(new SocketsHttpHandler { Proxy = new WebProxy(proxy.Address), ActivityHeadersPropagator = null }, address, answer);
        await proxy.StopAsync();
        return await OnlyAsync(log, "captured.log");
    }

    private async Task<IncidentEvent> RecordAsync(Uri address, Func<Task>? answer)
    {
        await using var log = IncidentLogWriter.Open(_folder.File("recorded.log"));
        var calls = new TrafficRecorder(log, new RecorderOptions(), TimeProvider.System);
        await SendAsync(new CallRecorder(calls, new RecordingRoute(calls, calls), new StreamedCalls()) { InnerHandler = new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null } }, address, answer);
        return await OnlyAsync(log, "recorded.log");
    }

    private static async Task SendAsync(HttpMessageHandler handler, Uri address, Func<Task>? answer)
    {
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(answer is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = answer is null ? null : new StringContent(Asked) };
        request.Headers.Add("Authorization", "Bearer secret");
        request.Headers.Add("Cookie", "sid=secret");
        request.Headers.Add("Accept", ["a/b", "c/d"]);
        request.Headers.Add("Connection", "X-Mine");
        request.Headers.Add("X-Mine", "1");
        request.Headers.Add("traceparent", $"00-{Id}-{Id[16..]}-01");
        request.Headers.Add("tracestate", $"rojo=1,inferno={Id}");
        request.Headers.Add("X-Inferno-TraceID", Id);
        Task answered = answer?.Invoke() ?? Task.CompletedTask;
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await response.Content.ReadAsByteArrayAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A response that is cut short reaches the caller so.
        }

        await answered;
    }

    private async Task<IncidentEvent> OnlyAsync(IncidentLogWriter log, string name)
    {
        await log.DisposeAsync();
        string folder = _folder.File(name + "-incident");
        Directory.CreateDirectory(folder);
        File.Move(_folder.File(name), Path.Combine(folder, "outbound.log"));
        await File.WriteAllTextAsync(Path.Combine(folder, "inbound.log"), "");
        return Assert.Single(IncidentReader.Read(folder).UnattributedCalls);
    }

    // Each recording draws a key for its marks: which values are equal is what both have to say alike.
    private static string Describe(IncidentEvent call)
    {
        var marks = new List<string>();
        return Mark().Replace(DescribeMarked(call), mark =>
        {
            if (!marks.Contains(mark.Value))
            {
                marks.Add(mark.Value);
            }

            return $"[REDACTED:{marks.IndexOf(mark.Value)}]";
        });
    }

    private static string DescribeMarked(IncidentEvent call) => string.Join('\n',
    [
        $"{call.Method} {call.Url} of {call.Service} in {call.TraceId}",
        .. Describe("request", call.Headers, call.Body),
        $"{call.Status} {call.Error}",
        .. Describe("response", call.ResponseHeaders, call.ResponseBody),
        .. Describe("trailers", call.ResponseTrailers, RecordedBody.None),
    ]);

    private static IEnumerable<string> Describe(string what, HeaderMap headers, RecordedBody body) =>
        headers.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Select(field => $"{what} {field.Key}: {string.Join(" | ", field.Value)}")
            .Append($"{what} body {body.Size} {body.Sha256} cut: {body.IsTruncated}");

    [GeneratedRegex(@"\[REDACTED:[0-9a-f]+\]")]
    private static partial Regex Mark();
}
