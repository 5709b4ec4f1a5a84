using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using InfernoSim.Matching;
using InfernoSim.Sql.Results;
using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>A command that is answered from an incident. Its parameters are the provider's own, whose types its mappings set.</summary>
internal sealed class AnsweredCommand : DbCommand
{
    private readonly StatementAnswers _answers;
    private readonly string _system;
    private readonly DbCommand _own;

    /// <summary>Makes a command.</summary>
    /// <param name="answers">Answers it.</param>
    /// <param name="connection">The connection, which is not open.</param>
    public AnsweredCommand(StatementAnswers answers, DbConnection connection)
    {
        _answers = answers;
        _system = DatabaseName.SystemOf(connection);
        _own = (connection is AnsweredConnection answered ? answered.Own : connection).CreateCommand();
        DbConnection = connection;
    }

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => _own.CommandText;
        set => _own.CommandText = value;
    }

    /// <inheritdoc/>
    public override int CommandTimeout
    {
        get => _own.CommandTimeout;
        set => _own.CommandTimeout = value;
    }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => _own.CommandType;
        set => _own.CommandType = value;
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource
    {
        get => _own.UpdatedRowSource;
        set => _own.UpdatedRowSource = value;
    }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection { get; set; }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => _own.Parameters;

    /// <inheritdoc/>
    /// <remarks>An <see cref="AnsweredTransaction"/>, which the provider's command would not take.</remarks>
    protected override DbTransaction? DbTransaction { get; set; }

    private StatementGroup? Statements => (DbTransaction as AnsweredTransaction)?.Statements;

    private SqlStatement Statement => CommandStatement.Of(_answers.Database, _system, this);

    /// <inheritdoc/>
    public override void Cancel()
    {
    }

    /// <inheritdoc/>
    public override void Prepare()
    {
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => Take(_answers.Ask(Statement, Statements)).Affected;

    /// <inheritdoc/>
    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Take(await _answers.AskAsync(Statement, Statements, cancellationToken)).Affected;

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Take(_answers.Ask(Statement, Statements)).Scalar;

    /// <inheritdoc/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Take(await _answers.AskAsync(Statement, Statements, cancellationToken)).Scalar;

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => _own.CreateParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => new RecordedReader(Take(_answers.Ask(Statement, Statements), isRead: true));

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        new RecordedReader(Take(await _answers.AskAsync(Statement, Statements, cancellationToken), isRead: true));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _own.Dispose();
        }

        base.Dispose(disposing);
    }

    // An error after rows comes when they have been read.
    private RecordedResult Take(RecordedResult result, bool isRead = false)
    {
        if (result.Error is { } error && (!isRead || result.Sets.Count == 0))
        {
            throw error.ToException();
        }

        foreach ((string name, object value) in result.Outputs)
        {
            if (_own.Parameters.Contains(name))
            {
                _own.Parameters[name].Value = value;
            }
        }

        return result;
    }
}
