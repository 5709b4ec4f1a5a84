using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orders.Tests;

/// <summary>A service for each run, and all that a run does is in one transaction of one connection, which is rolled back before the next.</summary>
[ServiceUnderTest<OrderContext>]
public sealed class RolledBack : IPrepareState, IConfigureServiceUnderTest, IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteTransaction? _transaction;

    [IncidentReplay("incidents/orders", Runs = 3, State = ReplayState.FreshPerRun, Snapshot = false)]
    public void Survives_the_november_incident(ReplaySummary summary) => Assert.Equal(ReplayOutcome.PassStrong, summary.Outcome);

    public async Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        if (_transaction is null)
        {
            await _connection.OpenAsync(cancellationToken);
            await using OrderContext database = NewContext();
            await database.Database.EnsureCreatedAsync(cancellationToken);
        }
        else
        {
            await _transaction.RollbackAsync(cancellationToken);
        }

        _transaction = _connection.BeginTransaction();
    }

    public void ConfigureServices(IServiceCollection services)
    {
        services.RemoveAll<OrderContext>();
        services.AddScoped(_ => NewContext());
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new OneAtATime(_turn)));
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _connection.Dispose();
        _turn.Dispose();
    }

    private OrderContext NewContext()
    {
        var context = new OrderContext(new DbContextOptionsBuilder<OrderContext>().UseSqlite(_connection).Options);
        context.Database.UseTransaction(_transaction);
        return context;
    }

    /// <summary>A connection is for one at a time: the next request waits for what the one before does after its response.</summary>
    private sealed class OneAtATime(SemaphoreSlim turn) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, service) =>
            {
                await turn.WaitAsync();

                // The first to be asked for is the last to be called.
                context.Response.OnCompleted(() =>
                {
                    turn.Release();
                    return Task.CompletedTask;
                });
                await service(context);
            });
            next(app);
        };
    }
}
