using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Respawn;

namespace Orders.Tests;

/// <summary>Each run has a service, and Respawn empties the one database before it.</summary>
public sealed class PostgresRespawn : IPrepareState
{
    private static string Address => new NpgsqlConnectionStringBuilder(PostgresFactAttribute.Server) { Database = "orders_respawn" }.ConnectionString;

    [PostgresFact]
    public async Task Survives_the_november_incident()
    {
        IncidentReplay replay = await IncidentReplayer.For<OrderContext>("incidents/orders")
            .PreparedBy(this)
            .WithServices(services =>
            {
                services.RemoveAll<DbContextOptions<OrderContext>>();
                services.AddSingleton(Options.Options);
            })
            .With(s => (s.Runs, s.State) = (3, ReplayState.FreshPerRun))
            .RunAsync();

        replay.ThrowIfFailed();
    }

    public async Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        await using var database = new OrderContext(Options.Options);
        await database.Database.EnsureCreatedAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync(cancellationToken);
        Respawner respawner = await Respawner.CreateAsync(connection, new RespawnerOptions { DbAdapter = DbAdapter.Postgres, SchemasToInclude = ["public"], TablesToIgnore = ["Products"], WithReseed = true });
        await respawner.ResetAsync(connection);
    }

    private static DbContextOptionsBuilder<OrderContext> Options => new DbContextOptionsBuilder<OrderContext>().UseNpgsql(Address);
}
