namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>Bytes that are not the PostgreSQL protocol, version 3.0, as it is documented, or that go beyond what is read of it.</summary>
internal sealed class PostgresProtocolException : Exception
{
    /// <param name="message">What was read, and what was expected in its place.</param>
    public PostgresProtocolException(string message)
        : base(message)
    {
    }
}
