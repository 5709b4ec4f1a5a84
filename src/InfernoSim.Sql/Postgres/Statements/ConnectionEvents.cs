namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>The texts of what is recorded of connections and is no statement that a client sends.</summary>
internal static class ConnectionEvents
{
    /// <summary>Something that could not be recorded: its error says what.</summary>
    public const string NotRecorded = "NOT RECORDED";

    /// <summary>The beginning of a session: its result has the settings that the server tells of.</summary>
    public const string Connect = "CONNECT";

    /// <summary>Before the text of a prepared statement: its result has the types of its parameters and the columns of its result.</summary>
    public const string Describe = "DESCRIBE";
}
