using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using InfernoSim.Sql.Results;
using InfernoSim.Statements;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Records how transactions begin and end, and their savepoints.</summary>
/// <param name="recording">Where to.</param>
/// <param name="database">The database.</param>
internal sealed class RecordingTransactions(RecordMode recording, string database) : DbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbConnection, object> _isolations = [];

    /// <inheritdoc/>
    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        _isolations.AddOrUpdate(connection, eventData.IsolationLevel);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TransactionStarting(connection, eventData, result));

    /// <inheritdoc/>
    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        IsolationLevel isolation = _isolations.Remove(connection, out object? asked) ? (IsolationLevel)asked : IsolationLevel.Unspecified;
        var writer = new ResultWriter(recording.Recorder.MaxBytes);
        writer.SetSavepoints(result.SupportsSavepoints);
        Record(TransactionStatement.Begin(database, DatabaseName.SystemOf(connection), isolation), eventData.StartTime, eventData.Duration, writer);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TransactionStarted(connection, eventData, result));

    /// <inheritdoc/>
    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Record(transaction, eventData, TransactionStatement.Commit);

    /// <inheritdoc/>
    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Record(transaction, eventData, TransactionStatement.Commit);

    /// <inheritdoc/>
    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Record(transaction, eventData, TransactionStatement.Rollback);

    /// <inheritdoc/>
    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Record(transaction, eventData, TransactionStatement.Rollback);

    /// <inheritdoc/>
    public override void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData) => Record(transaction, eventData, TransactionStatement.Savepoint);

    /// <inheritdoc/>
    public override Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default) =>
        Record(transaction, eventData, TransactionStatement.Savepoint);

    /// <inheritdoc/>
    public override void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData) => Record(transaction, eventData, TransactionStatement.RollbackToSavepoint);

    /// <inheritdoc/>
    public override Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default) =>
        Record(transaction, eventData, TransactionStatement.RollbackToSavepoint);

    /// <inheritdoc/>
    public override void ReleasedSavepoint(DbTransaction transaction, TransactionEventData eventData) => Record(transaction, eventData, TransactionStatement.ReleaseSavepoint);

    /// <inheritdoc/>
    public override Task ReleasedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default) =>
        Record(transaction, eventData, TransactionStatement.ReleaseSavepoint);

    /// <inheritdoc/>
    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Record(
        transaction,
        eventData,
        TransactionStatement.OfAction(eventData.Action),
        writer => writer.SetError(eventData.Exception));

    /// <inheritdoc/>
    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionFailed(transaction, eventData);
        return Task.CompletedTask;
    }

    private Task Record(DbTransaction transaction, TransactionEventData eventData, string text, Action<ResultWriter>? describe = null)
    {
        var writer = new ResultWriter(recording.Recorder.MaxBytes);
        describe?.Invoke(writer);
        Record(
            new SqlStatement(database, DatabaseName.SystemOf(transaction), text),
            eventData.StartTime,
            eventData is TransactionEndEventData ended ? ended.Duration : TimeSpan.Zero,
            writer);
        return Task.CompletedTask;
    }

    private void Record(SqlStatement statement, DateTimeOffset sent, TimeSpan duration, ResultWriter writer)
    {
        if (statement.System != DatabaseName.Postgres && !recording.IsLeftOut)
        {
            StatementLog.Write(recording, statement, recording.Exchange, sent, duration, writer);
        }
    }
}
