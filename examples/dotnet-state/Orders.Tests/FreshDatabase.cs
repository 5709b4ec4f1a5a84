using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Orders.Tests;

/// <summary>Each worker has a service with a database, a cache and counters of its own.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class FreshDatabase : IRecordIncident
{
    [IncidentReplay("incidents/orders", Runs = 2, Fanout = 10, State = ReplayState.FreshPerWorker, RecordIfMissing = true, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public async Task RecordAsync(HttpClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "pen" }, cancellationToken);
        await client.GetStringAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-2", item = "ink" }, cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "ink" }, cancellationToken);
        await client.GetStringAsync(new Uri("/rates/EUR", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/rates/EUR", UriKind.Relative), cancellationToken);
        await client.DeleteAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/orders", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/quota", UriKind.Relative), cancellationToken);
    }

    public void ConfigureRecording(IServiceCollection services) =>
        services.Configure<HttpClientFactoryOptions>("rates", options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = new Rates()));

    private sealed class Rates : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent("1.17") });
    }
}
