using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Orders.Tests;

/// <summary>Each worker has a database that PostgreSQL copies from a template, which is migrated once.</summary>
public sealed class PostgresTemplate
{
    [PostgresFact]
    public async Task Survives_the_november_incident()
    {
        await using var databases = new WorkerDatabases(PostgresFactAttribute.Server!);

        IncidentReplay replay = await IncidentReplayer.For<OrderContext>("incidents/orders")
            .PreparedBy(databases)
            .WithServices((services, context) =>
            {
                services.RemoveAll<DbContextOptions<OrderContext>>();
                services.AddSingleton(Options(databases.AddressOf(context.Name)).Options);
            })
            .With(s => (s.Runs, s.Fanout, s.State) = (2, 10, ReplayState.FreshPerWorker))
            .RunAsync();

        replay.ThrowIfFailed();
    }

    private static DbContextOptionsBuilder<OrderContext> Options(string address) => new DbContextOptionsBuilder<OrderContext>().UseNpgsql(address);

    internal sealed class WorkerDatabases(string server, string template = "orders_template") : IPrepareState, IAsyncDisposable
    {
        private readonly List<string> _made = [];
        private readonly SemaphoreSlim _one = new(1);
        private string _strategy = "";

        // Without a pool, no connection keeps the template in use, or a database that is to be dropped.
        public string AddressOf(string database) => new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString;

        public Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken) => MakeTemplateAsync(cancellationToken);

        public Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken) => CopyAsync(context.Name, cancellationToken);

        public async Task MakeTemplateAsync(CancellationToken cancellationToken)
        {
            if (_made.Count == 0)
            {
                await using var database = new OrderContext(Options(AddressOf(template)).Options);
                await database.Database.EnsureDeletedAsync(cancellationToken);
                await database.Database.EnsureCreatedAsync(cancellationToken);
                _made.Add(template);
                _strategy = await StrategyAsync(cancellationToken);
            }
        }

        public async Task CopyAsync(string name, CancellationToken cancellationToken)
        {
            // PostgreSQL copies a template for one at a time.
            await _one.WaitAsync(cancellationToken);
            try
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"CREATE DATABASE {name} TEMPLATE {template}{_strategy}");
                _made.Add(name);
            }
            finally
            {
                _one.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (string database in _made)
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            }

            _one.Dispose();
        }

        // Copied as files, a database is there sooner than through the server's log (PostgreSQL 15), unless the server waits for the disk.
        private async Task<string> StrategyAsync(CancellationToken cancellationToken)
        {
            await using var connection = new NpgsqlConnection(AddressOf("postgres"));
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SHOW fsync", connection);
            return connection.PostgreSqlVersion.Major >= 15 && await command.ExecuteScalarAsync(cancellationToken) is "off" ? " STRATEGY FILE_COPY" : "";
        }

#pragma warning disable CA2100 // Names of databases are no parameters; these are our own.
        private async Task ExecuteAsync(params string[] statements)
        {
            await using var connection = new NpgsqlConnection(AddressOf("postgres"));
            await connection.OpenAsync();
            foreach (string statement in statements)
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync();
            }
        }
#pragma warning restore CA2100
    }
}
