using System.Data.Common;
using InfernoSim.Matching;
using InfernoSim.Sql.Results;
using InfernoSim.Sql.Transactions;
using InfernoSim.Statements;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Answers the steps of transactions from an incident.</summary>
/// <param name="answers">Answers them.</param>
internal sealed class AnsweringTransactions(StatementAnswers answers) : DbTransactionInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        StatementGroup statements = NewGroup();
        return IsOnTheWire(connection) ? result : Begun(statements, connection, eventData, Checked(answers.Ask(Begin(connection, eventData), statements)));
    }

    /// <inheritdoc/>
    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        StatementGroup statements = NewGroup();
        return IsOnTheWire(connection) ? result : Begun(statements, connection, eventData, Checked(await answers.AskAsync(Begin(connection, eventData), statements, cancellationToken)));
    }

    /// <inheritdoc/>
    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        Answer(transaction, TransactionStatement.Commit, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        AnswerAsync(transaction, TransactionStatement.Commit, result, cancellationToken);

    /// <inheritdoc/>
    public override InterceptionResult TransactionRollingBack(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        Answer(transaction, TransactionStatement.Rollback, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> TransactionRollingBackAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        AnswerAsync(transaction, TransactionStatement.Rollback, result, cancellationToken);

    /// <inheritdoc/>
    public override InterceptionResult CreatingSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        Answer(transaction, TransactionStatement.Savepoint, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> CreatingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        AnswerAsync(transaction, TransactionStatement.Savepoint, result, cancellationToken);

    /// <inheritdoc/>
    public override InterceptionResult RollingBackToSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        Answer(transaction, TransactionStatement.RollbackToSavepoint, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> RollingBackToSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        AnswerAsync(transaction, TransactionStatement.RollbackToSavepoint, result, cancellationToken);

    /// <inheritdoc/>
    public override InterceptionResult ReleasingSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        Answer(transaction, TransactionStatement.ReleaseSavepoint, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> ReleasingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        AnswerAsync(transaction, TransactionStatement.ReleaseSavepoint, result, cancellationToken);

    private static bool IsOnTheWire(object part) => DatabaseName.SystemOf(part) == DatabaseName.Postgres;

    // Of an error in a transaction that is no PostgreSQL's, the service may take no notice.
    private static StatementGroup NewGroup() => new() { EndsOnError = false };

    private static InterceptionResult<DbTransaction> Begun(StatementGroup statements, DbConnection connection, TransactionStartingEventData eventData, RecordedResult result) =>
        InterceptionResult<DbTransaction>.SuppressWithResult(new AnsweredTransaction(statements, connection, eventData.IsolationLevel, result.SupportsSavepoints));

    private static RecordedResult Checked(RecordedResult result) => result.Error is { } error ? throw error.ToException() : result;

    private SqlStatement Begin(DbConnection connection, TransactionStartingEventData eventData) =>
        TransactionStatement.Begin(answers.Database, DatabaseName.SystemOf(connection), eventData.IsolationLevel);

    private InterceptionResult Answer(DbTransaction transaction, string text, InterceptionResult result)
    {
        if (transaction is not AnsweredTransaction { Statements: var statements })
        {
            return result;
        }

        TransactionStep step = TransactionStatement.StepOf(text);
        if (FailedTransaction.Take(statements, step) == FailedStep.Asked)
        {
            Checked(answers.Ask(Statement(transaction, text), statements));
            Keep(statements, step);
        }

        return InterceptionResult.Suppress();
    }

    private async ValueTask<InterceptionResult> AnswerAsync(DbTransaction transaction, string text, InterceptionResult result, CancellationToken cancellationToken)
    {
        if (transaction is not AnsweredTransaction { Statements: var statements })
        {
            return result;
        }

        TransactionStep step = TransactionStatement.StepOf(text);
        if (FailedTransaction.Take(statements, step) == FailedStep.Asked)
        {
            Checked(await answers.AskAsync(Statement(transaction, text), statements, cancellationToken));
            Keep(statements, step);
        }

        return InterceptionResult.Suppress();
    }

    private static void Keep(StatementGroup statements, TransactionStep step)
    {
        if (step is { Kind: TransactionStepKind.Savepoint, Savepoint: { } savepoint })
        {
            statements.Save(savepoint);
        }
    }

    private SqlStatement Statement(DbTransaction transaction, string text) => new(answers.Database, DatabaseName.SystemOf(transaction.Connection), text);
}
