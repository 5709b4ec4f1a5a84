using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>A connection that reaches no database, and is open when it is told to be: Entity Framework Core looks.</summary>
/// <param name="own">The provider's connection, which is never opened.</param>
/// <param name="answers">Answers its commands.</param>
internal sealed class AnsweredConnection(DbConnection own, StatementAnswers answers) : DbConnection
{
    private ConnectionState _state = ConnectionState.Closed;

    /// <summary>The provider's connection.</summary>
    public DbConnection Own => own;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => own.ConnectionString;
        set => own.ConnectionString = value;
    }

    /// <inheritdoc/>
    public override string Database => own.Database;

    /// <inheritdoc/>
    public override string DataSource => own.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => own.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => _state;

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName)
    {
    }

    /// <inheritdoc/>
    public override void Open() => _state = ConnectionState.Open;

    /// <inheritdoc/>
    public override void Close() => _state = ConnectionState.Closed;

    /// <inheritdoc/>
    /// <remarks>Entity Framework Core asks <see cref="AnsweringTransactions"/>.</remarks>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException($"Transactions of {answers.Database} past Entity Framework Core are not recorded, and so they are not answered.");

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new AnsweredCommand(answers, this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _state = ConnectionState.Closed;
            own.Dispose();
        }

        base.Dispose(disposing);
    }
}
