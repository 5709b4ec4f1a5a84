using Microsoft.EntityFrameworkCore.Storage;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>The database of a replay, which is there with all its tables: none is made, filled or deleted.</summary>
internal sealed class MadeDatabase : IRelationalDatabaseCreator
{
    /// <inheritdoc/>
    public bool CanConnect() => true;

    /// <inheritdoc/>
    public Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    /// <inheritdoc/>
    public bool Exists() => true;

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    /// <inheritdoc/>
    public bool HasTables() => true;

    /// <inheritdoc/>
    public Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    /// <inheritdoc/>
    public bool EnsureCreated() => false;

    /// <inheritdoc/>
    public Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default) => Task.FromResult(false);

    /// <inheritdoc/>
    public bool EnsureDeleted() => false;

    /// <inheritdoc/>
    public Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Create()
    {
    }

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Delete()
    {
    }

    /// <inheritdoc/>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public void CreateTables()
    {
    }

    /// <inheritdoc/>
    public Task CreateTablesAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public string GenerateCreateScript() => "";
}
