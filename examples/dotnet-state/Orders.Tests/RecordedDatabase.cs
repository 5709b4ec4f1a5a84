using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>What the database answered is part of the incident: a replay needs none. Caches and counters are each worker's own.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class RecordedDatabase : IRecordIncident, IConfigureServiceUnderTest
{
    private readonly OrderTraffic _november = new();

    [IncidentReplay("incidents/orders-sql", Runs = 2, Fanout = 10, State = ReplayState.FreshPerWorker, RecordIfMissing = true, RecordSql = true, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public Task RecordAsync(HttpClient client, CancellationToken cancellationToken) => _november.SendAsync(client, cancellationToken);

    // The recording has a database, the replay has none: there is no such folder.
    public void ConfigureRecording(IServiceCollection services)
    {
        _november.Configure(services);
        string address = Address(Directory.CreateTempSubdirectory("orders-").FullName);
        services.ConfigureDbContext<OrderContext>(options => options.UseSqlite(address));
    }

    public void ConfigureServices(IServiceCollection services)
    {
        TakeAway(services);

        // As often as it likes: the number is no part of the incident.
        services.Configure<CurrencyOptions>(options => options.Every = TimeSpan.FromMilliseconds(10));
    }

    public static void TakeAway(IServiceCollection services) =>
        services.ConfigureDbContext<OrderContext>(options => options.UseSqlite(Address("/no/such/folder")));

    private static string Address(string folder) => new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "orders.db") }.ConnectionString;
}
