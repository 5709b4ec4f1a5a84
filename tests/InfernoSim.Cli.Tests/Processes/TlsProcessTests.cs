using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>The built command among services that speak TLS.</summary>
public sealed class TlsProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestCertificate _certificate = TestCertificate.ForLoopback();
    private LoopbackHost _service = null!;

    private string Address => $"https://localhost:{_service.Address.Port}";

    public async Task InitializeAsync()
    {
        _service = await LoopbackHost.StartAsync(app => app.MapGet("/hello", AnswerAsync), certificate: _certificate.Certificate);
        _folder.Write("service.pem", _certificate.Pem);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [UnixFact]
    public async Task An_https_call_is_recorded_by_who_trusts_the_authority_that_was_made()
    {
        ProcessResult made = await RunAsync("ca", "create", "--ca=ca", "--domain=localhost");
        ProcessResult exported = await RunAsync("ca", "export", "--ca=ca");
        await using InfernoSimProcess capture = InfernoSimProcess.Start(
            _folder, ["capture", "--listen=:0", "--forward", Address, "--outbound-listen=:0", "--https=mitm", "--ca=ca", "--trust=service.pem", "--out=incident"]);
        using HttpClient client = ClientTrusting(exported.Out, await capture.OutboundAsync());

        string hello = await client.GetStringAsync(new Uri($"{Address}/hello"));
        string through = await client.GetStringAsync(new Uri(await capture.InboundAsync(), "/hello"));
        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();

        Assert.Equal((0, 0, 0), (made.ExitCode, exported.ExitCode, captured.ExitCode));
        Assert.Contains("vouches for  localhost", made.Out, StringComparison.Ordinal);
        Assert.Equal(("hello", "hello"), (hello, through));
        Incident incident = IncidentReader.Read(_folder.File("incident"));
        Assert.Contains($"{Address}/hello", incident.UnattributedCalls.Select(call => call.Url));
        Assert.Equal("/hello", Assert.Single(incident.Exchanges).Request.Url);
    }

    [Fact]
    public async Task Capture_names_the_certificate_of_a_service_that_is_not_trusted()
    {
        ProcessResult refused = await RunAsync("capture", "--listen=:0", "--forward", Address, "--outbound-listen=:0", "--out=incident");

        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Equal(
            $"infernosim: The service at {Address} is there, but the certificate of localhost is not trusted: nobody here trusts its issuer, 'CN=a server of a test'. Say whose certificates are to be trusted. (--trust FILE does; --insecure-upstream accepts anyone)",
            refused.Error);
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(0, "--trust=service.pem")]
    [InlineData(0, "--insecure-upstream")]
    public async Task A_replay_reaches_a_service_by_https_where_its_certificate_is_trusted(int exitCode, string flag)
    {
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"));

        ProcessResult replayed = await RunAsync(["replay", "incident", "--runs=2", "--target-base", Address, "--stub-listen=:0", "--stub-compat-listen=", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(replayed.ExitCode == exitCode, replayed.Out + replayed.Error);
        Assert.Equal(exitCode != 0, replayed.Error.Contains("the certificate of localhost is not trusted: nobody here trusts its issuer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ca", 0, "2 answered of 2 expected")]
    [InlineData("other", 2, "Outcome:             FAIL_INVALID_ENV\nPrimary failure:     the service did not accept the certificate by which its https calls to pay.test are answered, so they never came; have it trust other/ca.pem\n")]
    [InlineData("", 2, "Outcome:             FAIL_INVALID_ENV\nPrimary failure:     https calls to pay.test came, and there was no certificate authority to answer them by; make one, and have the service trust it\n")]
    public async Task A_replay_answers_the_https_calls_of_a_service_that_trusts_its_authority_and_else_says_what_is_missing(string replaysBy, int exitCode, string says)
    {
        await RunAsync("ca", "create", "--ca=ca");
        await RunAsync("ca", "create", "--ca=other");
        int stubPort = RawServer.UnusedPort();
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapGet("/price", async (HttpContext context) =>
        {
            using HttpClient client = ClientTrusting(File.ReadAllText(_folder.File("ca/ca.pem")), new Uri($"http://127.0.0.1:{stubPort}"));
            return Results.Text(await client.GetStringAsync(new Uri("https://pay.test/rate"), context.RequestAborted), "text/plain", Encoding.UTF8);
        }));
        await new HandmadeIncident()
            .Exchange("/price", 200, "text/plain; charset=utf-8", "seven", HandmadeIncident.Get("https://pay.test/rate", "seven"))
            .WriteAsync(_folder.File("incident"));

        ProcessResult replayed = await InfernoSimProcess.RunAsync(
            _folder,
            ["replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), $"--stub-listen=:{stubPort}", "--stub-compat-listen=", .. replaysBy.Length == 0 ? [] : (string[])[$"--ca={replaysBy}"]],
            ("INFERNOSIM_STATE", _folder.File("state")));

        Assert.True(replayed.ExitCode == exitCode, replayed.Out + replayed.Error);
        Assert.Contains(says, replayed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--https=mitm", "--ca=ca")]
    [InlineData("--https=tunnel")]
    public async Task The_outage_of_an_https_dependency_is_recorded_and_replayed(params string[] https)
    {
        await RunAsync("ca", "create", "--ca=ca");
        Uri? proxy = null;
        string unreachable = "unreachable";
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapGet("/price", async (HttpContext context) =>
        {
            using HttpClient client = ClientTrusting(File.ReadAllText(_folder.File("ca/ca.pem")), proxy!);
            try
            {
                return Results.Text(await client.GetStringAsync(new Uri("https://127.0.0.1:9/rate"), context.RequestAborted));
            }
            catch (HttpRequestException)
            {
                return Results.Text(unreachable);
            }
        }));
        await using InfernoSimProcess capture = InfernoSimProcess.Start(
            _folder, ["capture", "--listen=:0", "--forward", service.Address.ToString(), "--outbound-listen=:0", "--out=incident", .. https]);
        proxy = await capture.OutboundAsync();
        using var caller = new HttpClient();
        Assert.Equal("unreachable", await caller.GetStringAsync(new Uri(await capture.InboundAsync(), "/price")));
        await capture.SignalAsync("TERM");
        await capture.ExitAsync();

        int stubPort = RawServer.UnusedPort();
        proxy = new Uri($"http://127.0.0.1:{stubPort}");
        ProcessResult same = await RunAsync("replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), $"--stub-listen=:{stubPort}", "--stub-compat-listen=", "--ca=ca");
        unreachable = "changed";
        ProcessResult changed = await RunAsync("replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), $"--stub-listen=:{stubPort}", "--stub-compat-listen=", "--ca=ca");

        Assert.True(same.ExitCode == 0, same.Out + same.Error);
        Assert.Contains("2 of 2 responses and 2 of 2 calls compared", same.Out, StringComparison.Ordinal);
        Assert.True(changed.ExitCode == 1, changed.Out + changed.Error);
        Assert.Contains("expected unreachable, got changed", changed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_calls_are_not_recorded_by_an_authority_that_is_not_there()
    {
        ProcessResult refused = await RunAsync("capture", "--listen=:0", "--forward", Address, "--insecure-upstream", "--https=mitm", "--ca=ca", "--out=incident");

        Assert.Equal((2, "infernosim: There is no certificate authority in ca. 'infernosim ca create' makes one."), (refused.ExitCode, refused.Error));
    }

    // As it is in the incident that is written by hand.
    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentLength = 5;
        return context.Response.WriteAsync("hello");
    }

    private static HttpClient ClientTrusting(string pem, Uri proxy)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(proxy), SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    private Task<ProcessResult> RunAsync(params string[] args) => InfernoSimProcess.RunAsync(_folder, args);
}
