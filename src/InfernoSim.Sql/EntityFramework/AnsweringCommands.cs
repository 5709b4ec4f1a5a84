using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Gives a context commands that are answered from an incident.</summary>
/// <param name="answers">Answers them.</param>
internal sealed class AnsweringCommands(StatementAnswers answers) : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<DbCommand> CommandCreating(CommandCorrelatedEventData eventData, InterceptionResult<DbCommand> result) =>
        DatabaseName.SystemOf(eventData.Connection) == DatabaseName.Postgres
            ? result
            : InterceptionResult<DbCommand>.SuppressWithResult(new AnsweredCommand(answers, eventData.Connection));
}
