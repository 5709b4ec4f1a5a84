using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Orders.Tests;

/// <summary>Each worker has a database that PostgreSQL copies from a template, which is migrated once. Those of the second run are copied while the first is replayed.</summary>
public sealed class PostgresTemplate
{
    private const int Runs = 2;
    private const int Fanout = 10;

    [PostgresFact]
    public async Task Survives_the_november_incident()
    {
        await using var databases = new WorkerDatabases(PostgresFactAttribute.Server!, ahead: Runs * Fanout);

        IncidentReplay replay = await IncidentReplayer.For<OrderContext>("incidents/orders")
            .PreparedBy(databases)
            .WithServices((services, context) =>
            {
                services.RemoveAll<DbContextOptions<OrderContext>>();
                services.AddSingleton(Options(databases.AddressOf(context.Name)).Options);
            })
            .With(s => (s.Runs, s.Fanout, s.State) = (Runs, Fanout, ReplayState.FreshPerWorker))
            .RunAsync();

        replay.ThrowIfFailed();
    }

    private static DbContextOptionsBuilder<OrderContext> Options(string address) => new DbContextOptionsBuilder<OrderContext>().UseNpgsql(address);

    /// <param name="server">How the server is reached.</param>
    /// <param name="template">The template's name.</param>
    /// <param name="ahead">How many databases are copied ahead of need, one after the other: PostgreSQL copies a template for one at a time.</param>
    internal sealed class WorkerDatabases(string server, string template = "orders_template", int ahead = 0) : IPrepareState, IAsyncDisposable
    {
        private readonly ConcurrentBag<string> _made = [];
        private readonly Channel<string> _spares = Channel.CreateUnbounded<string>();
        private readonly CancellationTokenSource _over = new();
        private readonly SemaphoreSlim _one = new(1);
        private string _strategy = "";
        private Task? _copying;

        // Without a pool, no connection keeps the template in use, or a database that is to be dropped.
        public string AddressOf(string database) => new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString;

        public Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken) => MakeTemplateAsync(cancellationToken);

        public Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken) => MakeAsync(context.Name, cancellationToken);

        public async Task MakeTemplateAsync(CancellationToken cancellationToken)
        {
            if (_copying is null)
            {
                await using var database = new OrderContext(Options(AddressOf(template)).Options);
                await database.Database.EnsureDeletedAsync(cancellationToken);
                await database.Database.EnsureCreatedAsync(cancellationToken);
                _made.Add(template);
                _strategy = await StrategyAsync(cancellationToken);
                _copying = CopyAheadAsync();
            }
        }

        public async Task MakeAsync(string name, CancellationToken cancellationToken)
        {
            while (await _spares.Reader.WaitToReadAsync(cancellationToken))
            {
                if (_spares.Reader.TryRead(out string? spare))
                {
                    _made.Add(name);
                    await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"ALTER DATABASE {spare} RENAME TO {name}");
                    return;
                }
            }

            await CopyAsync(name, cancellationToken);
        }

        /// <summary>Until all are there that are copied ahead.</summary>
        public Task CopiedAsync() => _copying ?? Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await CopiedAsync();
            foreach (string database in _made)
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            }

            _over.Dispose();
            _one.Dispose();
        }

        private async Task CopyAsync(string name, CancellationToken cancellationToken)
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                _made.Add(name);
                await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"CREATE DATABASE {name} TEMPLATE {template}{_strategy}");
            }
            finally
            {
                _one.Release();
            }
        }

        private async Task CopyAheadAsync()
        {
            try
            {
                for (int number = 1; number <= ahead && !_over.IsCancellationRequested; number++)
                {
                    await CopyAsync($"{template}_{number}", CancellationToken.None);
                    _spares.Writer.TryWrite($"{template}_{number}");
                }

                _spares.Writer.TryComplete();
            }
            catch (NpgsqlException e)
            {
                // Whoever waits for one is told.
                _spares.Writer.TryComplete(e);
            }
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
