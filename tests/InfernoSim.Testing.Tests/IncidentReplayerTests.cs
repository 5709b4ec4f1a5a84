using System.Runtime.CompilerServices;
using InfernoSim.Certificates;
using InfernoSim.Incidents;
using InfernoSim.Testing.Tests.Service;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using WireMock.Server;

namespace InfernoSim.Testing.Tests;

public sealed class IncidentReplayerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_passes_on_kestrel_and_in_memory(bool inMemory)
    {
        string incident = await Checkout("12").WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For(new InProcessHost<Program> { UseTestServer = inMemory }, incident).With(s => s.Fanout = 5).RunAsync();
        replay.ThrowIfFailed();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal(100, replay.Summary.Matching.Causal);
        Assert.Equal(incident, replay.IncidentFolder);
    }

    [Fact]
    public async Task A_failure_begins_with_outcome_and_first_divergence_and_ends_with_the_next_step()
    {
        string incident = await Checkout("13").WriteAsync(_folder.File("incident"));
        await File.WriteAllTextAsync(Path.Combine(incident, "inbound.log"), (await File.ReadAllTextAsync(Path.Combine(incident, "inbound.log"))).Replace(
            Convert.ToBase64String("""{"order":1,"price":"13","paid":"yes"}"""u8), Convert.ToBase64String("""{"order":1,"price":"14","paid":"yes"}"""u8), StringComparison.Ordinal));
        IncidentReplay replay = await IncidentReplayer.For<Program>(incident).With(s => s.Runs = 2).RunAsync();

        IncidentReplayFailedException failure = Assert.Throws<IncidentReplayFailedException>(replay.ThrowIfFailed);

        Assert.StartsWith(
            "FAIL_DIVERGED: exchange 1 (GET /checkout/1): response body differs at /price: expected \"14\", got \"13\"\n\nFirst divergence\n  exchange 1",
            failure.Message,
            StringComparison.Ordinal);
        Assert.EndsWith($"\nNext: if the change is a regression, fix the service; if it is meant, record the incident anew or correct it in {incident}.", failure.Message, StringComparison.Ordinal);
        Assert.Same(replay.Summary, failure.Summary);
    }

    [Fact]
    public async Task What_the_service_logged_is_in_the_failure()
    {
        string incident = await new HandmadeIncident().Exchange("/call/refit?url=relative", 200, "application/json", "{}").WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident).With(s => s.Runs = 2).RunAsync();

        Assert.Contains("UriFormatException", replay.ServiceOutput, StringComparison.Ordinal);
        Assert.Contains("UriFormatException", replay.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_class_replaces_registrations_and_adds_mappings()
    {
        string incident = await new HandmadeIncident()
            .Exchange("/greeting", 200, "text/plain; charset=utf-8", "from the test")
            .Call("default", "http://rates.test/", """{"status":201,"body":""}""")
            .WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident).With(s => s.Runs = 2).ConfiguredBy(new Configuring()).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        Assert.Equal(2, replay.OverriddenCalls["GET http://rates.test/"]);
    }

    [Fact]
    public async Task A_relative_path_is_found_beside_the_test()
    {
        string incident = await Checkout("1").WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>("incident", _folder.File("Some.cs")).With(s => s.Runs = 2).RunAsync();

        Assert.Equal(incident, replay.IncidentFolder);
    }

    [Fact]
    public async Task A_missing_incident_is_reported_by_its_place()
    {
        IncidentFormatException failure = await Assert.ThrowsAsync<IncidentFormatException>(() => IncidentReplayer.For<Program>("incidents/none").RunAsync());

        Assert.Contains(Path.Combine(SourceFolder(), "incidents/none"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_out_of_range_is_reported_before_anything_is_started()
    {
        string incident = await Checkout("1").WriteAsync(_folder.File("incident"));

        ReplayConfigurationException failure = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For(new NeverStarted(), incident).With(s => s.Runs = 0).RunAsync());

        Assert.StartsWith("Runs is 0;", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_start_is_reported_with_the_cause()
    {
        string incident = await Checkout("1").WriteAsync(_folder.File("incident"));

        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(
            () => IncidentReplayer.For<Program>(incident).WithServices(_ => throw new InvalidOperationException("no database")).RunAsync());

        Assert.StartsWith("The service InfernoSim.Testing.Tests.Service did not start: InvalidOperationException: no database", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"\nIt looks for its files in {Repository.File("tests/InfernoSim.Testing.Tests.Service")}: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_given_a_folder_is_reported_with_that_one()
    {
        string incident = await Checkout("1").WriteAsync(_folder.File("incident"));
        var host = new InProcessHost<Program> { ConfigureWebHost = builder => builder.UseContentRoot(_folder.File("not-there")) };

        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(() => IncidentReplayer.For(host, incident).RunAsync());

        Assert.Contains($"It looks for its files in {_folder.File("not-there")}: ConfigureWebHost says so.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_service_is_replayed_against_by_its_address()
    {
        string incident = await new HandmadeIncident().Exchange("/greeting", 200, "text/plain; charset=utf-8", "hello").WriteAsync(_folder.File("incident"));
        await using IncidentRecorder running = await IncidentRecorder.StartAsync<Program>(_folder.File("recorded"));

        var host = new UrlHost(running.BaseAddress.GetLeftPart(UriPartial.Authority)) { StubPort = 0 };
        IncidentReplay replay = await IncidentReplayer.For(host, incident).With(s => s.Runs = 2).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task A_running_service_is_reached_by_https_where_its_certificate_is_trusted()
    {
        using TestCertificate certificate = TestCertificate.ForLoopback();
        string incident = await new HandmadeIncident().Exchange("/greeting", 200, "text/plain; charset=utf-8", "hello").WriteAsync(_folder.File("incident"));
        await using LoopbackHost running = await LoopbackHost.StartAsync(app => app.MapGet("/greeting", () => "hello"), certificate: certificate.Certificate);
        string address = running.Address.ToString();

        var stranger = new UrlHost(address) { StubPort = 0 };
        ReplayConfigurationException e = await Assert.ThrowsAsync<ReplayConfigurationException>(() => IncidentReplayer.For(stranger, incident).RunAsync());
        var known = new UrlHost(address) { StubPort = 0, Trust = UpstreamTrust.Load(_folder.Write("service.pem", certificate.Pem)) };
        IncidentReplay replay = await IncidentReplayer.For(known, incident).With(s => s.Runs = 2).RunAsync();

        Assert.Contains("is not trusted: nobody here trusts its issuer, 'CN=a server of a test'", e.Message, StringComparison.Ordinal);
        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    private static HandmadeIncident Checkout(string price) => new HandmadeIncident().Exchange(
        "/checkout/1",
        200,
        "application/json; charset=utf-8",
        $$"""{"order":1,"price":"{{price}}","paid":"yes"}""",
        HandmadeIncident.Get("http://catalog.test/price/1", price),
        HandmadeIncident.Get($"https://payments.test/pay/1?amount={price}", "yes"));

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private sealed class Configuring : IConfigureServiceUnderTest
    {
        public void ConfigureServices(IServiceCollection services) => services.AddSingleton(new Greeting { Text = "from the test" });

        public void ConfigureStub(WireMockServer stub) => stub
            .Given(WireMock.RequestBuilders.Request.Create().WithUrl("http://rates.test/"))
            .RespondWith(WireMock.ResponseBuilders.Response.Create().WithStatusCode(201));
    }

    private sealed class NeverStarted : IServiceHost
    {
        public Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
