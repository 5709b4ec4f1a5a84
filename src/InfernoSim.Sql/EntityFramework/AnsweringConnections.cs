using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Keeps a context from its database: no connection is opened.</summary>
/// <param name="answers">Answers its statements.</param>
internal sealed class AnsweringConnections(StatementAnswers answers) : DbConnectionInterceptor
{
    /// <inheritdoc/>
    public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result) =>
        DatabaseName.SystemOf(result) == DatabaseName.Postgres ? result : new AnsweredConnection(result, answers);

    /// <inheritdoc/>
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => Suppress(connection, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Suppress(connection, result));

    /// <inheritdoc/>
    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => Suppress(connection, result);

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        ValueTask.FromResult(Suppress(connection, result));

    // One that the service has made itself stays as it is.
    private static InterceptionResult Suppress(DbConnection connection, InterceptionResult result) =>
        connection is AnsweredConnection || DatabaseName.SystemOf(connection) == DatabaseName.Postgres ? result : InterceptionResult.Suppress();
}
