using System.Net;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Certificates;
using InfernoSim.Faults;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.Tests.Https;

public class MitmTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task An_https_call_is_recorded_like_any_other(string version)
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync));
        using HttpClient client = mitm.Client();
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, $"{mitm.Address}/pay?a=%2F")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("{\"sum\":5}"),
        };

        using HttpResponseMessage response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(version, response.Version.ToString(2));
        Assert.Equal($"HTTP/{(version == "2.0" ? "2" : version)} https {{\"sum\":5}}", body);
        Assert.Equal($"{mitm.Address}/pay?a=%2F", call.Text("url"));
        Assert.Equal($"localhost:{mitm.Dependency.Address.Port}", call.Text("service"));
        Assert.Equal("{\"sum\":5}", call.Body("bodyB64"));
        Assert.Equal(body, call.Body("responseBodyB64"));
        Assert.Equal(201, call.Number("status"));
        Assert.Equal("yes", Assert.Single(call.Header("X-Answered", "responseHeaders")));
    }

    [Fact]
    public async Task Trailers_of_an_http2_call_reach_the_caller()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync));
        using HttpClient client = mitm.Client();
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, $"{mitm.Address}/pay") { Version = HttpVersion.Version20, Content = new StringContent("x") };

        using HttpResponseMessage response = await client.SendAsync(request);
        await response.Content.ReadAsStringAsync();

        Assert.Equal("end", Assert.Single(response.TrailingHeaders.GetValues("X-Trailer")));
        Assert.Equal("end", Assert.Single((await mitm.StopAsync()).Only("OutboundCall").Header("X-Trailer", "responseTrailers")));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_call_inside_meets_the_fault_of_a_rule_and_its_dependency_is_not_asked(string version)
    {
        int asked = 0;
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(
            app => app.MapPost("/pay", () => Interlocked.Increment(ref asked)), mitm => mitm.Options(faults: [Fault.Parse("dep=localhost reset=100%")]));
        using HttpClient client = mitm.Client();
        client.DefaultRequestVersion = Version.Parse(version);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync($"{mitm.Address}/pay", new StringContent("x")));
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(0, asked);
        Assert.Equal($"{mitm.Address}/pay", call.Text("url"));
        Assert.Equal("x", call.Body("bodyB64"));
        Assert.Equal(("reset", "dep=localhost reset=100%"), (call.Text("connectionEnd"), call.Text("injectionApplied")));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_stream_of_events_passes_piece_by_piece_and_is_recorded_whole(string version)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await heard.Task.WaitAsync(Patience.Limit);
            await context.Response.WriteAsync("data: 2\n\n");
        }));
        using HttpClient client = mitm.Client();
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"{mitm.Address}/events") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? first = await events.ReadLineAsync().WaitAsync(Patience.Limit);
        heard.SetResult();
        string rest = await events.ReadToEndAsync().WaitAsync(Patience.Limit);
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal("data: 1", first);
        Assert.Equal("\ndata: 2\n\n", rest);
        Assert.Equal("data: 1\n\ndata: 2\n\n", call.Body("responseBodyB64"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task An_event_stream_passes_event_by_event_and_is_recorded_with_the_time_of_each(string version)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var next = new SemaphoreSlim(0);
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(
            app => app.MapGet("/events", async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.Body.FlushAsync();
                for (int data = 1; data <= 3; data++)
                {
                    await next.WaitAsync(context.RequestAborted);
                    await context.Response.WriteAsync($"data: {data}\n\n");
                    await context.Response.Body.FlushAsync();
                }
            }),
            time: time);
        using HttpClient client = mitm.Client();
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"{mitm.Address}/events") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Limit);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte["data: 1\n\n".Length];
        for (int number = 1; number <= 3; number++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            next.Release();
            await body.ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            Assert.Equal($"data: {number}\n\n", System.Text.Encoding.UTF8.GetString(buffer));
        }

        Assert.Equal(0, await body.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit));
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(version, response.Version.ToString(2));
        Assert.Equal("data: 1\n\ndata: 2\n\ndata: 3\n\n", call.Body("responseBodyB64"));
        Assert.Equal("[[0,0],[1000000000,9],[2000000000,18],[3000000000,27]]", call.GetProperty("responsePieces").GetRawText());
    }

    [Fact]
    public async Task A_client_that_is_told_of_http2_reaches_a_dependency_that_speaks_http1_alone()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync), protocols: HttpProtocols.Http1);
        using HttpClient client = mitm.Client();
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, $"{mitm.Address}/pay") { Version = HttpVersion.Version20, Content = new StringContent("x") };

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(2, response.Version.Major);
        Assert.Equal("HTTP/1.1 https x", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_hundred_calls_at_once_on_one_connection_each_get_their_own_answer()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync));
        using HttpClient client = mitm.Client();
        client.DefaultRequestVersion = HttpVersion.Version20;

        string[] bodies = await Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        {
            using HttpResponseMessage response = await client.PostAsync($"{mitm.Address}/pay", new StringContent($"{n}"));
            return await response.Content.ReadAsStringAsync();
        }));
        JsonElement[] calls = await mitm.StopAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"HTTP/2 https {n}"), bodies);
        Assert.Equal(100, calls.Count(call => call.Text("url") == $"{mitm.Address}/pay"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_client_that_leaves_costs_no_other_client_of_the_same_dependency_its_answer(string version)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isGone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app =>
        {
            app.MapGet("/first", (HttpContext context) => { context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(isGone.SetResult); });
            app.MapGet("/second", async (HttpContext context) =>
            {
                asked.SetResult();
                await isGone.Task.WaitAsync(context.RequestAborted);
                return "answer";
            });
        });
        using HttpClient leaving = mitm.Client();
        using HttpClient staying = mitm.Client();
        leaving.DefaultRequestVersion = staying.DefaultRequestVersion = Version.Parse(version);

        await leaving.GetStringAsync($"{mitm.Address}/first");
        Task<string> second = staying.GetStringAsync($"{mitm.Address}/second");
        await asked.Task.WaitAsync(Patience.Limit);
        leaving.Dispose();
        string answer = await second.WaitAsync(Patience.Limit);
        JsonElement[] calls = await mitm.StopAsync();

        Assert.Equal("answer", answer);
        Assert.Equal([200, 200], calls.Select(call => (int)call.Number("status")));
    }

    [Fact]
    public async Task A_host_that_is_not_named_passes_through_a_tunnel_with_its_own_certificate()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync), mitm => mitm.Options(["*.example.test", "api.test"]));
        using HttpClient client = mitm.ClientOfDependency();

        using HttpResponseMessage response = await client.PostAsync($"{mitm.Address}/pay", new StringContent("x"));
        client.Dispose();
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("CONNECT", call.Text("method"));
        Assert.NotEqual(0, call.Number("bytesSent"));
    }

    [Fact]
    public async Task A_client_that_does_not_trust_the_authority_fails_and_capture_says_why()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync));
        using HttpClient client = mitm.ClientOfDependency();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync($"{mitm.Address}/pay", new StringContent("x")));
        await RefusalAsync(mitm);
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal("CONNECT", call.Text("method"));
        Assert.Equal($"certificate_refused: localhost:{mitm.Dependency.Address.Port}", call.Text("error"));
        Assert.Contains("did not accept the certificate of the local authority for localhost", Assert.Single(mitm.Recorder.Outbound!.CertificateProblems), StringComparison.Ordinal);
    }

    // The client is gone as soon as it has said so, and the proxy may have yet to hear it: one that is stopped then does not.
    private static Task RefusalAsync(MitmRecorder mitm) => Patience.UntilAsync(() => mitm.Recorder.Outbound!.CertificateProblems.Count > 0);

    [ToolFact("curl")]
    public async Task A_client_that_says_so_is_not_taken_for_another_that_trusts_the_authority()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync));
        using HttpClient client = mitm.Client();
        await client.PostAsync($"{mitm.Address}/pay", new StringContent("x"));

        // What a client says last is lost where it resets the connection before that was read, as curl does now and then.
        for (int attempt = 0; attempt < 50 && mitm.Recorder.Outbound!.CertificateProblems.Count == 0; attempt++)
        {
            ProcessResult curl = await ChildProcess.RunAsync(ChildProcess.Of(["curl", "-sS", "--noproxy", "", "--proxy", mitm.Recorder.Outbound.Address.ToString(), $"{mitm.Address}/pay"]));
            Assert.Equal(60, curl.ExitCode);
        }

        JsonElement[] calls = await mitm.StopAsync();

        Assert.Contains(calls, call => call.Text("method") == "CONNECT" && call.Text("error") == $"certificate_refused: localhost:{mitm.Dependency.Address.Port}");
    }

    [Fact]
    public async Task A_dependency_whose_certificate_nobody_trusts_is_not_called_and_capture_says_why()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(
            app => app.MapPost("/pay", EchoAsync), mitm => new CaptureOptions { Https = HttpsCapture.Mitm, Authority = mitm.Authority });
        using HttpClient client = mitm.Client();

        using HttpResponseMessage response = await client.PostAsync($"{mitm.Address}/pay", new StringContent("x"));
        string answer = await response.Content.ReadAsStringAsync();
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        string error = $"certificate_not_trusted: localhost:{mitm.Dependency.Address.Port}";
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(error, answer, StringComparison.Ordinal);
        Assert.Equal(error, call.Text("error"));
        Assert.Contains("nobody here trusts its issuer, 'CN=a server of a test'", Assert.Single(mitm.Recorder.Outbound!.CertificateProblems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_accepted_though_its_issuer_is_trusted()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync), certificate: TestCertificate.ForAnother());
        using HttpClient client = mitm.Client();

        using HttpResponseMessage response = await client.PostAsync($"{mitm.Address}/pay", new StringContent("x"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.EndsWith("it is for another.test", Assert.Single(mitm.Recorder.Outbound!.CertificateProblems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anyone_is_accepted_where_that_is_asked_for()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(
            app => app.MapPost("/pay", EchoAsync),
            mitm => new CaptureOptions { Https = HttpsCapture.Mitm, Authority = mitm.Authority, Trust = UpstreamTrust.Anyone },
            certificate: TestCertificate.ForAnother());
        using HttpClient client = mitm.Client();

        using HttpResponseMessage response = await client.PostAsync($"{mitm.Address}/pay", new StringContent("x"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Callers_of_the_service_may_speak_tls_as_well()
    {
        using var folder = new TestFolder();
        using var authority = LocalAuthority.Create(folder.File("ca"));
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost("/pay", EchoAsync));
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString(), new CaptureOptions { Authority = authority });
        using HttpClient client = MitmRecorder.ClientTrusting(authority.CertificatePem, proxy: null);
        var clear = new Uri(recorder.Inbound!.Address, "/pay");

        string inTls = await (await client.PostAsync(new UriBuilder(clear) { Scheme = "https" }.Uri, new StringContent("x"))).Content.ReadAsStringAsync();
        string inClear = await (await client.PostAsync(clear, new StringContent("y"))).Content.ReadAsStringAsync();
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal(("HTTP/1.1 http x", "HTTP/1.1 http y"), (inTls, inClear));
        Assert.Equal(["/pay", "/pay"], events.Where(e => e.Text("type") == "InboundRequest").Select(e => e.Text("url")!));
    }

    [Fact]
    public async Task The_certificate_of_the_service_is_that_of_where_it_is_forwarded_to_whatever_its_callers_call_it()
    {
        using var folder = new TestFolder();
        using TestCertificate certificate = TestCertificate.ForLocalhost();
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost("/pay", EchoAsync), certificate: certificate.Certificate);
        var options = new CaptureOptions { Trust = UpstreamTrust.Load(folder.Write("service.pem", certificate.Pem)) };
        await using Recorder recorder = await Recorder.InboundAsync($"https://localhost:{service.Address.Port}", options);
        using var client = new HttpClient();

        using HttpResponseMessage response = await client.PostAsync(new Uri(recorder.Inbound!.Address, "/pay"), new StringContent("x"));

        Assert.Equal("HTTP/1.1 https x", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_an_authority_it_does_not_begin()
    {
        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => Recorder.OutboundAsync(new CaptureOptions { Https = HttpsCapture.Mitm }));

        Assert.Contains("infernosim ca create", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tunnel_in_which_nothing_was_said_is_no_call()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost("/pay", EchoAsync), mitm => new CaptureOptions
        {
            Https = HttpsCapture.Mitm,
            Authority = mitm.Authority,
            DrainTimeout = TimeSpan.FromMinutes(5),
        });
        using TestKit.Sockets.RawPeer client = await mitm.Recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {mitm.Dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");

        Assert.Empty(await mitm.StopAsync().WaitAsync(Patience.Limit));
    }

    private static async Task EchoAsync(HttpContext context)
    {
        string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers["X-Answered"] = "yes";
        await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme} {body}");
        if (context.Response.SupportsTrailers())
        {
            context.Response.AppendTrailer("X-Trailer", "end");
        }
    }
}
