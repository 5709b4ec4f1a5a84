using System.Data;
using System.Data.Common;
using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>The statement of a command, the same when it is recorded and when it is looked up.</summary>
internal static class CommandStatement
{
    /// <summary>The statement.</summary>
    /// <param name="database">The database.</param>
    /// <param name="system">What kind of database it is.</param>
    /// <param name="command">The command.</param>
    public static SqlStatement Of(string database, string system, DbCommand command) => new(
        database, system, command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(parameter => new SqlParameter(parameter.ParameterName, parameter.DbType.ToString(), InputOf(parameter)))]);

    /// <summary>The values that came back in parameters.</summary>
    /// <param name="command">The command.</param>
    public static IEnumerable<SqlParameter> OutputsOf(DbCommand command) => command.Parameters.Cast<DbParameter>()
        .Where(parameter => parameter.Direction != ParameterDirection.Input)
        .Select(parameter => new SqlParameter(parameter.ParameterName, parameter.Value is { } value and not DBNull ? SqlValues.TypeOf(value) : nameof(String), parameter.Value));

    private static object? InputOf(DbParameter parameter) => parameter.Direction is ParameterDirection.Input or ParameterDirection.InputOutput ? parameter.Value : null;
}
