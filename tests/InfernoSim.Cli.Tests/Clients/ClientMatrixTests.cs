using System.Globalization;
using System.Net;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>
/// Clients of several languages through the built command: what they ask of a service and of its dependencies is recorded and replayed.
/// Those that are not installed are not among the cases.
/// </summary>
[Trait("Needs", "clients")]
public sealed class ClientMatrixTests(MatrixSetUp setUp) : IClassFixture<MatrixSetUp>, IAsyncLifetime, IDisposable
{
    // Clients do not ask a proxy for localhost, so dependencies go by the name of this machine.
    private static readonly string Name = Dns.GetHostName();

    private readonly TestFolder _folder = new();
    private readonly TestCertificate _certificate = TestCertificate.ForName(Name);
    private readonly MatrixServers _servers = new(Name);

    public static TheoryData<string> OfDependencies => [.. Clients(way => way.TakesProxy)];

    public static TheoryData<string> OfTheService => [.. Clients(way => way.GoesDirectly)];

    public async Task InitializeAsync()
    {
        _folder.Write("server.pem", _certificate.Pem);
        await _servers.StartAsync(_certificate.Certificate);
    }

    public async Task DisposeAsync() => await _servers.DisposeAsync();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [ClientTheory]
    [MemberData(nameof(OfDependencies))]
    public async Task What_a_client_asks_of_a_dependency_is_recorded_and_replayed(string client)
    {
        ClientWay[] ways = [.. ClientWays.List.Where(way => way.Client == client && way is { TakesProxy: true, IsHere: true })];
        Uri? proxy = null;
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapGet("/call/{way:int}", (int way) =>
            ways[way].CallAsync(new ClientRoute(_servers.UrlOf(ways[way].Protocol), proxy, setUp.Certificate, setUp.Built)).ContinueWith(call => call.IsFaulted ? $"{call.Exception}" : call.Result)));
        await using (InfernoSimProcess capture = Capture("--forward", service.Authority))
        {
            proxy = await capture.OutboundAsync();
            using var caller = new HttpClient { BaseAddress = await capture.InboundAsync() };
            for (int way = 0; way < ways.Length; way++)
            {
                _servers.Seen.Clear();
                string answer = await caller.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/call/{way}"));
                AssertAnswered(ways[way], answer);
            }

            await StopAsync(capture);
        }

        int stub = RawServer.UnusedPort();
        proxy = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{stub}"));
        _servers.Seen.Clear();
        ProcessResult replayed = await RunAsync(
            "replay", "incident", "--runs=2", "--time-scale=0", "--target-base", service.Address.ToString(), "--stub-listen", string.Create(CultureInfo.InvariantCulture, $":{stub}"), "--stub-compat-listen=", "--ca", setUp.Authority);

        Assert.Equal(ways.Select(way => $"{(Protocols.IsGrpc(way.Protocol) ? "POST" : "GET")} {_servers.UrlOf(way.Protocol)}"), CallsIn("incident"));
        AssertPassed(replayed);
        Assert.Empty(_servers.Seen);
    }

    [ClientTheory]
    [MemberData(nameof(OfTheService))]
    public async Task What_a_client_asks_of_the_service_is_recorded_and_replayed(string client)
    {
        ClientWay[] ways = [.. ClientWays.List.Where(way => way.Client == client && way is { GoesDirectly: true, IsHere: true })];
        Uri service = _servers.UrlOf(Protocols.TlsHttp2);
        await using (InfernoSimProcess capture = Capture("--forward", service.GetLeftPart(UriPartial.Authority)))
        {
            Uri inbound = await capture.InboundAsync();
            foreach (ClientWay way in ways)
            {
                _servers.Seen.Clear();
                string scheme = Protocols.IsSecure(way.Protocol) ? "https" : "http";
                var target = new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{inbound.Port}{_servers.UrlOf(way.Protocol).AbsolutePath}"));
                AssertAnswered(way, await way.CallAsync(new ClientRoute(target, null, setUp.Certificate, setUp.Built)));
            }

            await StopAsync(capture);
        }

        ProcessResult replayed = await RunAsync(
            "replay", "incident", "--runs=2", "--time-scale=0", "--target-base", service.GetLeftPart(UriPartial.Authority), "--trust=server.pem", "--stub-listen=:0", "--stub-compat-listen=");

        Assert.Equal(ways.Select(way => _servers.UrlOf(way.Protocol).AbsolutePath), IncidentReader.Read(_folder.File("incident")).Exchanges.Select(exchange => exchange.Request.Url));
        AssertPassed(replayed);
    }

    private static IEnumerable<string> Clients(Func<ClientWay, bool> which) => ClientWays.List.Where(way => which(way) && way.IsHere).Select(way => way.Client).Distinct();

    private static void AssertPassed(ProcessResult replayed) =>
        Assert.True(replayed.ExitCode == 0 && replayed.Out.Contains("PASS_STRONG", StringComparison.Ordinal), replayed.Out + replayed.Error);

    private void AssertAnswered(ClientWay way, string answer)
    {
        string expected = way.Protocol switch
        {
            Protocols.Events => MatrixServers.EventsText,
            var spoken when Protocols.IsWebSocket(spoken) => MatrixServers.Said,
            var grpc when Protocols.IsGrpc(grpc) => MatrixServers.AnswerOf(grpc),
            _ => MatrixServers.Hello,
        };
        Assert.Equal((way.Client, way.Protocol, expected, Protocols.OnTheWire(way.Protocol)), (way.Client, way.Protocol, answer, Assert.Single(_servers.Seen)));
    }

    // These clients pass on no trace, so it is not known whose a call is.
    private IEnumerable<string> CallsIn(string incident) => IncidentReader.Read(_folder.File(incident)).UnattributedCalls.Select(call => $"{call.Method} {call.Url}");

    private InfernoSimProcess Capture(params string[] forward) => InfernoSimProcess.Start(
        _folder, ["capture", "--listen=:0", .. forward, "--outbound-listen=:0", "--https=mitm", "--ca", setUp.Authority, "--trust=server.pem", "--out=incident"]);

    private static async Task StopAsync(InfernoSimProcess capture)
    {
        await capture.SignalAsync("TERM");
        ProcessResult captured = await capture.ExitAsync();
        Assert.True(captured.ExitCode == 0, captured.Out + captured.Error);
    }

    private Task<ProcessResult> RunAsync(params string[] args) => InfernoSimProcess.RunAsync(_folder, args);
}
