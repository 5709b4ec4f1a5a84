using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>The orders of a shop.</summary>
internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <summary>How many there are. They are written over and over, so that the file stays as large as it is.</summary>
    public const int Rows = 1000;

    public DbSet<StoredOrder> Orders => Set<StoredOrder>();

    /// <summary>Makes a database with all rows in it. Past Entity Framework Core: the flight recorder shall begin with the first request.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="text">What each row holds.</param>
    public static async Task CreateAsync(string connectionString, string text)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            pragma journal_mode = wal;
            create table Orders (Id integer primary key, Number integer not null, Text text not null);
            with recursive Ids (Id) as (select 0 union all select Id + 1 from Ids where Id < $rows - 1) insert into Orders select Id, 0, $text from Ids;
            """;
        command.Parameters.AddWithValue("$rows", Rows);
        command.Parameters.AddWithValue("$text", text);
        await command.ExecuteNonQueryAsync();
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(NoDisk.Instance);

    // What a disk takes differs from write to write by more than what is measured.
    private sealed class NoDisk : DbConnectionInterceptor
    {
        public static NoDisk Instance { get; } = new();

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "pragma synchronous = off";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>An order as it is stored.</summary>
internal sealed class StoredOrder
{
    public long Id { get; set; }

    public long Number { get; set; }

    public required string Text { get; set; }
}
