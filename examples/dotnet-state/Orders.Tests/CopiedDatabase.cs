using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orders.Tests;

/// <summary>The database is migrated and filled once; each worker gets a copy of the file.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class CopiedDatabase : IPrepareState, IConfigureServiceUnderTest, IDisposable
{
    private readonly string _template = Path.Combine(Directory.CreateTempSubdirectory("orders-").FullName, "orders.db");

    [IncidentReplay("incidents/orders", Runs = 2, Fanout = 10, State = ReplayState.FreshPerWorker, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public async Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        if (!File.Exists(_template))
        {
            await using var database = new OrderContext(Options(_template).Options);
            await database.Database.EnsureCreatedAsync(cancellationToken);
        }
    }

    public Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        File.Copy(_template, FileOf(context));
        return Task.CompletedTask;
    }

    public void ConfigureServices(IServiceCollection services, ReplayContext context)
    {
        services.RemoveAll<DbContextOptions<OrderContext>>();
        services.AddSingleton(Options(FileOf(context)).Options);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_template)!, recursive: true);

    private static string FileOf(ReplayContext context) => Path.Combine(context.Folder, "orders.db");

    // Without a pool, a file is whole when it is copied, and closed when it is deleted.
    internal static DbContextOptionsBuilder<OrderContext> Options(string file) =>
        new DbContextOptionsBuilder<OrderContext>().UseSqlite(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
}
