using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>What the database answered is part of the incident: one service for all workers, and no database.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class RecordedDatabase : IRecordIncident, IConfigureServiceUnderTest
{
    [IncidentReplay("incidents/orders-sql", Runs = 10, Fanout = 50, RecordIfMissing = true, RecordSql = true, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public async Task RecordAsync(HttpClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "pen" }, cancellationToken);
        await client.GetStringAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-2", item = "ink" }, cancellationToken);
        await client.PostAsJsonAsync("/orders", new { number = "A-1", item = "ink" }, cancellationToken);
        await client.PutAsJsonAsync("/orders/2", new { number = "A-2", item = "nib" }, cancellationToken);
        await client.DeleteAsync(new Uri("/orders/1", UriKind.Relative), cancellationToken);
        await client.GetStringAsync(new Uri("/orders", UriKind.Relative), cancellationToken);
    }

    // The recording has a database, the replay has none: there is no such folder.
    public void ConfigureRecording(IServiceCollection services)
    {
        string address = Address(Directory.CreateTempSubdirectory("orders-").FullName);
        services.ConfigureDbContext<OrderContext>(options => options.UseSqlite(address));
    }

    public void ConfigureServices(IServiceCollection services)
    {
        services.ConfigureDbContext<OrderContext>(options => options.UseSqlite(Address("/no/such/folder")));

        // State that is not in the database is the workers' all the same.
        services.AddTransient<Quota>();
    }

    private static string Address(string folder) => new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "orders.db") }.ConnectionString;
}
