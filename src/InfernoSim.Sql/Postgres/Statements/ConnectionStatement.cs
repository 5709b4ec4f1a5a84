using System.Collections.Frozen;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>
/// Tells by its text alone whether a statement belongs to the connection rather than to the request that happened to open it: a
/// driver's look at the catalog, its settings, what a pool sends between two borrowers. How often those come depends on the pool, so
/// they are answered as often as they come, and counted by nobody.
/// </summary>
internal static class ConnectionStatement
{
    private const string Listen = "LISTEN";

    // What drivers and pools set; anything else may be the service's own, such as a tenant.
    private static readonly FrozenSet<string> DriverSettings = FrozenSet.ToFrozenSet(
        [
            "APPLICATION_NAME", "BYTEA_OUTPUT", "CLIENT_ENCODING", "CLIENT_MIN_MESSAGES", "DATESTYLE", "EXTRA_FLOAT_DIGITS", "INTERVALSTYLE", "JIT",
            "LOCK_TIMEOUT", "NAMES", "STANDARD_CONFORMING_STRINGS", "STATEMENT_TIMEOUT", "TIME", "TIMEZONE",
        ]);

    private static readonly FrozenSet<string> Questions = FrozenSet.ToFrozenSet(
        [
            "VERSION", "CURRENT_SCHEMA", "CURRENT_SCHEMAS", "CURRENT_DATABASE", "CURRENT_SETTING", "CURRENT_USER", "SESSION_USER", "PG_BACKEND_PID",
            "PG_IS_IN_RECOVERY", "PG_ADVISORY_UNLOCK_ALL",
        ]);

    // SELECT pg_catalog.current_setting('name', true) AS name
    private const int LongestQuestion = 12;

    /// <summary>Whether it belongs to the connection; an empty one does, by which drivers ask whether the server is there.</summary>
    /// <param name="text">The statement; perhaps several.</param>
    public static bool Is(string text) => SqlParts.Of(text).TrueForAll(IsOne);

    /// <summary>Whether it asks for notifications, which a recording does not have.</summary>
    /// <param name="text">The statement; perhaps several.</param>
    public static bool Listens(string text) => text.Contains(Listen, StringComparison.OrdinalIgnoreCase) && SqlParts.Of(text).Exists(part => part.Keyword(0) == Listen);

    private static bool IsOne(SqlPart part) => part.Keyword(0) switch
    {
        "DISCARD" or "DEALLOCATE" or "LISTEN" or "UNLISTEN" or "RESET" or "SHOW" => true,
        "CLOSE" => part.Keyword(1) == "ALL",
        "SET" => IsOfDriver(part),
        "SELECT" or "WITH" or "VALUES" => AsksCatalog(part),
        _ => false,
    };

    // SET name, SET SESSION name, SET SESSION AUTHORIZATION DEFAULT, SET SESSION CHARACTERISTICS AS TRANSACTION.
    private static bool IsOfDriver(SqlPart part) => (part.Keyword(1), part.Keyword(2)) switch
    {
        ("LOCAL", _) => false,
        ("SESSION", "AUTHORIZATION") => part.Keyword(3) == "DEFAULT",
        ("SESSION", "CHARACTERISTICS") => true,
        ("SESSION", var name) => DriverSettings.Contains(name),
        (var name, _) => DriverSettings.Contains(name),
    };

    // Every relation that it reads is one of the catalog's, or it reads none and asks for a fact about the connection.
    private static bool AsksCatalog(SqlPart part)
    {
        List<string> relations = [.. RelationsOf(part)];
        return relations.Count > 0 ? relations.TrueForAll(IsOfCatalog) : part.Length <= LongestQuestion && Questions.Contains(part.Keyword(part.IsSign(2, '.') ? 3 : 1));
    }

    // What follows FROM or JOIN, and in the list after FROM each comma; not what the server makes up itself.
    private static IEnumerable<string> RelationsOf(SqlPart part)
    {
        bool isInList = false;
        var outer = new Stack<bool>();
        for (int i = 0; i < part.Length - 1; i++)
        {
            string keyword = part.Keyword(i);
            isInList = keyword == "FROM" || (isInList && keyword is not ("WHERE" or "GROUP" or "ORDER" or "LIMIT" or "UNION" or "SELECT"));
            if ((keyword is "FROM" or "JOIN" || (isInList && part.IsSign(i, ','))) && !part.IsSign(i + 1, '(') && !IsSeries(part, i + 1))
            {
                yield return part.Keyword(i + 1);
            }

            if (part.IsSign(i, '('))
            {
                outer.Push(isInList);
                isInList = false;
            }
            else if (part.IsSign(i, ')'))
            {
                isInList = outer.TryPop(out bool wasInList) && wasInList;
            }
        }
    }

    private static bool IsSeries(SqlPart part, int index) => part.Keyword(index) is "GENERATE_SERIES" or "UNNEST" && part.IsSign(index + 1, '(');

    private static bool IsOfCatalog(string name) => name.StartsWith("PG_", StringComparison.Ordinal) || name == "INFORMATION_SCHEMA";
}
