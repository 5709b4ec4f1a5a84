using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Statements;

namespace InfernoSim.Tests.Replay;

/// <summary>Statements for the database <c>orders</c>.</summary>
internal static class TestStatement
{
    /// <summary>A statement as it is sent.</summary>
    public static SqlStatement Statement(string sql, params (string Name, object Value)[] parameters) =>
        new("orders", "sqlite", sql, [.. parameters.Select(parameter => new SqlParameter(parameter.Name, SqlValues.TypeOf(parameter.Value), parameter.Value))]);

    /// <summary>A statement as it was recorded, 1 ms after its request began.</summary>
    public static IncidentEvent Recorded(string sql, string result = "{}", params (string Name, object Value)[] parameters) => Recorded(sql, 1, result, parameters);

    /// <summary>A statement as it was recorded.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="at">When, in milliseconds; it took 1.</param>
    /// <param name="result">What came back.</param>
    /// <param name="parameters">Its parameters.</param>
    public static IncidentEvent Recorded(string sql, double at, string result = "{}", params (string Name, object Value)[] parameters)
    {
        SqlStatement statement = Statement(sql, parameters);
        return new IncidentEvent
        {
            Type = IncidentEventType.SqlStatement,
            Timestamp = new IncidentTimestamp((long)(at * 1_000_000)),
            DurationNanoseconds = 1_000_000,
            Service = statement.Database,
            Method = statement.Kind,
            Url = statement.Url,
            Status = 200,
            Headers = SqlEvent.Headers,
            Body = RecordedBody.FromBytes(statement.Json),
            ResponseCaptured = true,
            ResponseHeaders = SqlEvent.Headers,
            ResponseBody = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(result)),
        };
    }
}
