using System.Buffers;
using System.Text.Json;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Statements;

namespace InfernoSim.Calls;

/// <summary>The error of a database that a fault rule asks for, as the database of the statement would have it.</summary>
internal static class StatementFault
{
    private const string Sqlite = "sqlite";

    /// <summary>The answer.</summary>
    /// <param name="error">The error.</param>
    /// <param name="request">The statement.</param>
    public static DependencyAnswer Answer(StatementError error, DependencyRequest request)
    {
        string system = SqlDisplay.SystemOf(request.Body) ?? "";
        (int? code, int? extended, string message) = In(system, error);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, SqlValues.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("type", system == Sqlite ? "Microsoft.Data.Sqlite.SqliteException" : "");
            json.WriteString("message", message);
            if (code is { } number)
            {
                json.WriteNumber("code", number);
            }

            if (extended is { } more)
            {
                json.WriteNumber("extendedCode", more);
            }

            json.WriteString("sqlState", StateOf(error));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new DependencyAnswer { Status = 200, Headers = SqlEvent.Headers, Body = buffer.WrittenMemory };
    }

    // Of SQLite: sqlite.org/rescode.html. Of SQL Server and MySQL: the numbers that their drivers take for transient, and those of a duplicate key.
    private static (int? Code, int? Extended, string Message) In(string system, StatementError error) => (system, error) switch
    {
        (Sqlite, StatementError.Deadlock) => (6, 6, "SQLite Error 6: 'database table is locked'. (A fault was injected.)"),
        (Sqlite, StatementError.Serialization) => (5, 517, "SQLite Error 5: 'database is locked'. (A fault was injected.)"),
        (Sqlite, StatementError.Unique) => (19, 2067, "SQLite Error 19: 'UNIQUE constraint failed'. (A fault was injected.)"),
        (Sqlite, _) => (14, 14, "SQLite Error 14: 'unable to open database file'. (A fault was injected.)"),
        ("microsoft.sql_server", StatementError.Deadlock) => (1205, null, Injected("deadlock victim")),
        ("microsoft.sql_server", StatementError.Serialization) => (3960, null, Injected("snapshot isolation transaction aborted due to update conflict")),
        ("microsoft.sql_server", StatementError.Unique) => (2627, null, Injected("duplicate key")),
        ("microsoft.sql_server", _) => (10054, null, Injected("the connection was closed")),
        ("mysql", StatementError.Deadlock or StatementError.Serialization) => (1213, null, Injected("deadlock found")),
        ("mysql", StatementError.Unique) => (1062, null, Injected("duplicate entry")),
        ("mysql", _) => (2013, null, Injected("lost connection")),
        (_, StatementError.Deadlock) => (null, null, Injected("deadlock detected")),
        (_, StatementError.Serialization) => (null, null, Injected("could not serialize access due to concurrent update")),
        (_, StatementError.Unique) => (null, null, Injected("duplicate key value violates unique constraint")),
        _ => (null, null, Injected("the connection was closed")),
    };

    private static string Injected(string message) => $"{message} (a fault was injected)";

    // PostgreSQL's and the standard's: deadlock_detected, serialization_failure, unique_violation, connection_failure.
    private static string StateOf(StatementError error) => error switch
    {
        StatementError.Deadlock => "40P01",
        StatementError.Serialization => "40001",
        StatementError.Unique => "23505",
        _ => "08006",
    };
}
