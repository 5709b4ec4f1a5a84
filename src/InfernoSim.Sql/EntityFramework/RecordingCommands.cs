using System.Data.Common;
using InfernoSim.Matching;
using InfernoSim.Sql.Results;
using InfernoSim.Statements;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Records the commands of a context. What makes and migrates tables is not recorded: a replay has none to make.</summary>
/// <param name="recording">Where to.</param>
/// <param name="database">The database.</param>
internal sealed class RecordingCommands(RecordMode recording, string database) : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result) => Read(command, eventData, result);

    /// <inheritdoc/>
    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(command, eventData, result));

    /// <inheritdoc/>
    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Record(command, eventData, writer => writer.SetAffected(result));
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    /// <inheritdoc/>
    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Record(command, eventData, writer => Scalar(writer, result));
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ScalarExecuted(command, eventData, result));

    /// <inheritdoc/>
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Record(command, eventData, writer => writer.SetError(eventData.Exception));

    /// <inheritdoc/>
    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandFailed(command, eventData);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData) =>
        Record(command, eventData, _ => { }, GatewayFailure.Describe(GatewayFailure.ClientAborted, database));

    /// <inheritdoc/>
    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandCanceled(command, eventData);
        return Task.CompletedTask;
    }

    private static void Scalar(ResultWriter writer, object? result)
    {
        // Without a row there is no value, not even NULL.
        if (result is not null)
        {
            writer.SetScalar(result);
        }
    }

    private DbDataReader Read(DbCommand command, CommandExecutedEventData eventData, DbDataReader reader)
    {
        if (RecordedSystem(command, eventData) is not { } system)
        {
            return reader;
        }

        // The command may be used again before its rows are read.
        SqlStatement statement = CommandStatement.Of(database, system, command);
        string? exchange = recording.Exchange;
        var writer = new ResultWriter(recording.Recorder.MaxBytes);
        return new RecordingReader(reader, writer, () =>
        {
            writer.SetOutputs(CommandStatement.OutputsOf(command));
            StatementLog.Write(recording, statement, exchange, eventData.StartTime, eventData.Duration, writer);
        });
    }

    private void Record(DbCommand command, CommandEndEventData eventData, Action<ResultWriter> describe, string? error = null)
    {
        if (RecordedSystem(command, eventData) is not { } system)
        {
            return;
        }

        var writer = new ResultWriter(recording.Recorder.MaxBytes);
        describe(writer);
        writer.SetOutputs(CommandStatement.OutputsOf(command));
        SqlStatement statement = CommandStatement.Of(database, system, command);
        StatementLog.Write(recording, statement, recording.Exchange, eventData.StartTime, eventData.Duration, writer, error);
    }

    // What kind of database it is, where the command is recorded.
    private string? RecordedSystem(DbCommand command, CommandEventData eventData)
    {
        if (recording.IsLeftOut)
        {
            return null;
        }

        string system = DatabaseName.SystemOf(command.Connection);
        if (system == DatabaseName.Postgres)
        {
            recording.Report($"statements of {database}: the driver of PostgreSQL lets nobody else read its rows, so they are recorded on the wire");
            return null;
        }

        return eventData.CommandSource == CommandSource.Migrations ? null : system;
    }
}
