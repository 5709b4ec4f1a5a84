using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orders.Tests;

/// <summary>One service for all runs, with one worker at a time: what it owns is reset before each run.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class ResetBetweenRuns : IPrepareState, IConfigureServiceUnderTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orders-").FullName;
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());
    private readonly CurrentQuota _quota = new();

    [IncidentReplay("incidents/orders", Runs = 3, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public async Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        _cache.Clear();
        _quota.Value = new Quota();
        await using var database = new OrderContext(new DbContextOptionsBuilder<OrderContext>().UseSqlite(Address).Options);
        await database.Orders.ExecuteDeleteAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"delete from sqlite_sequence where name = 'Orders'", cancellationToken);
    }

    public void ConfigureServices(IServiceCollection services)
    {
        services.RemoveAll<DbContextOptions<OrderContext>>();
        services.AddSingleton(new DbContextOptionsBuilder<OrderContext>().UseSqlite(Address).Options);
        services.AddSingleton<IMemoryCache>(_cache);
        services.AddTransient(_ => _quota.Value);
    }

    public void Dispose()
    {
        _cache.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Address => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "orders.db"), Pooling = false }.ConnectionString;

    private sealed class CurrentQuota
    {
        public Quota Value { get; set; } = new();
    }
}
