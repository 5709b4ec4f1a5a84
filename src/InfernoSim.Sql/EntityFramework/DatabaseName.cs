using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>
/// What a database goes by in an incident: the name of its context, which is the same whatever file or server a connection string names.
/// </summary>
internal static class DatabaseName
{
    private static readonly (string Provider, string System)[] Systems =
        [("Sqlite", "sqlite"), ("Npgsql", Postgres), ("MySql", "mysql"), ("Oracle", "oracle.db"), ("Sql", "microsoft.sql_server")];

    private static readonly string[] Endings = ["DbContext", "Context"];

    /// <summary>The name of the database of a context.</summary>
    /// <param name="context">The type of the context.</param>
    /// <returns><c>orders</c> for an <c>OrdersDbContext</c>.</returns>
    public static string Of(Type context)
    {
        string name = context.Name.Split('`')[0];
        foreach (string ending in Endings)
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal))
            {
                name = name[..^ending.Length];
                break;
            }
        }

        return string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
    }

    /// <summary>What kind of database a provider is for, as OpenTelemetry names it.</summary>
    /// <param name="part">A connection or a transaction of the provider; the latter knows no connection any more when it is over.</param>
    public static string SystemOf(object? part) => Array.Find(Systems, known => ProviderOf(part)?.GetType().Name.StartsWith(known.Provider, StringComparison.Ordinal) == true).System ?? "other_sql";

    private static object? ProviderOf(object? part) => part is AnsweredConnection answered ? answered.Own : part;

    /// <summary>PostgreSQL, whose driver reads the rows of its own reader alone: it is recorded and answered on the wire.</summary>
    public const string Postgres = RecordedDatabases.OnTheWire;
}
