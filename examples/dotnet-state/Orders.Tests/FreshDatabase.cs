using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>Each worker has a service with a database, caches and counters of its own.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class FreshDatabase : IRecordIncident
{
    private readonly OrderTraffic _november = new();

    [IncidentReplay("incidents/orders", Runs = 2, Fanout = 10, State = ReplayState.FreshPerWorker, RecordIfMissing = true, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public Task RecordAsync(HttpClient client, CancellationToken cancellationToken) => _november.SendAsync(client, cancellationToken);

    public void ConfigureRecording(IServiceCollection services) => _november.Configure(services);
}
