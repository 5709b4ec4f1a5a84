using System.Data;
using System.Data.Common;
using InfernoSim.Matching;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>A transaction of a replay: its steps are asked for by <see cref="AnsweringTransactions"/>, and it takes none.</summary>
/// <param name="statements">Its statements.</param>
/// <param name="connection">The connection, which is not open.</param>
/// <param name="isolation">The isolation level.</param>
/// <param name="supportsSavepoints">Whether the recorded one could have savepoints.</param>
internal sealed class AnsweredTransaction(StatementGroup statements, DbConnection connection, IsolationLevel isolation, bool supportsSavepoints) : DbTransaction
{
    /// <summary>Its statements.</summary>
    public StatementGroup Statements => statements;

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => isolation;

    /// <inheritdoc/>
    public override bool SupportsSavepoints => supportsSavepoints;

    /// <inheritdoc/>
    protected override DbConnection DbConnection => connection;

    /// <inheritdoc/>
    public override void Commit()
    {
    }

    /// <inheritdoc/>
    public override void Rollback()
    {
    }

    /// <inheritdoc/>
    public override void Save(string savepointName)
    {
    }

    /// <inheritdoc/>
    public override void Rollback(string savepointName)
    {
    }

    /// <inheritdoc/>
    public override void Release(string savepointName)
    {
    }

    /// <inheritdoc/>
    /// <remarks>A transaction that a fault has made fail is rolled back without a word where nobody does so.</remarks>
    protected override void Dispose(bool disposing)
    {
        if (disposing && statements.IsGivenUp)
        {
            statements.RollBack();
        }

        base.Dispose(disposing);
    }
}
