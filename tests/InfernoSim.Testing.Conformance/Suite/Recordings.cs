using System.Net;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;

namespace Suite;

[TestClass]
public class Recordings : IRecordIncident
{
    public void ConfigureRecording(IServiceCollection services) =>
        services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => new Dependency()));

    public async Task RecordAsync(HttpClient client, CancellationToken cancellationToken)
    {
        await client.GetStringAsync(new Uri("/checkout/1", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/checkout/2", UriKind.Relative), cancellationToken);
    }

    [Test, IncidentReplay("incidents/recorded", Snapshot = false, Runs = 2, RecordIfMissing = true)]
    public void Recorded_then_replayed(ReplaySummary summary) => Expect.Equal("4 inbound, 8 outbound", $"{summary.Inbound.Observed} inbound, {summary.Outbound.Observed} outbound");

    private sealed class Dependency : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("1.50") });
    }
}

[TestClass]
public class RecordingsWithoutSession
{
    [Test, IncidentReplay("incidents/never-recorded", Snapshot = false, RecordIfMissing = true)]
    public void Nothing_to_record()
    {
    }
}

[TestClass]
public class RecordingsThatSayNothing : IRecordIncident
{
    public Task RecordAsync(HttpClient client, CancellationToken cancellationToken) => Task.CompletedTask;

    [Test, IncidentReplay("incidents/never-recorded-either", Snapshot = false, RecordIfMissing = true)]
    public void Silent()
    {
    }
}
