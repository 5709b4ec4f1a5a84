using Microsoft.EntityFrameworkCore.Migrations;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>The migrations of a replay: all have been carried out.</summary>
internal sealed class NoMigrations : IMigrator
{
    /// <inheritdoc/>
    public void Migrate(string? targetMigration)
    {
    }

    /// <inheritdoc/>
    public Task MigrateAsync(string? targetMigration, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public string GenerateScript(string? fromMigration = null, string? toMigration = null, MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default) => "";

    /// <inheritdoc/>
    public bool HasPendingModelChanges() => false;
}
