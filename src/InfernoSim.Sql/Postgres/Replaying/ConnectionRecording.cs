using System.Collections.Concurrent;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Statements;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>
/// What a recording knows of connections and of texts, whoever sends them: how a session begins, what a driver asks of the catalog, what
/// the result of a text looks like. It does not depend on a request, and nothing in it is used up.
/// </summary>
internal sealed class ConnectionRecording
{
    private readonly Dictionary<string, IncidentEvent> _ofConnections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IncidentEvent> _firstOfText = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IncidentEvent, RecordedResult> _read = new(ReferenceEqualityComparer.Instance);

    /// <param name="incident">The recording.</param>
    public ConnectionRecording(Incident incident)
    {
        foreach (IncidentEvent recorded in incident.SqlConnections.Where(recorded => recorded.Error is null))
        {
            _ofConnections.TryAdd(KeyOf(recorded.Service, recorded.Body.GetBytes().Span), recorded);
        }

        IEnumerable<IncidentEvent> calls = incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls);
        foreach (IncidentEvent recorded in calls.Where(call => call.Type == IncidentEventType.SqlStatement))
        {
            string? text = SqlDisplay.TextOf(recorded.Body.GetBytes());
            if (text is not null && recorded.ResponseBody.IsComplete && recorded.ResponseBody.Size > 0)
            {
                // An answer tells more of what a result looks like than an error.
                foreach (string key in (string[])[KeyOf(recorded.Service, text), KeyOf(recorded.Service, FormOf(text))])
                {
                    if (!_firstOfText.TryGetValue(key, out IncidentEvent? first) || Read(first).Error is not null)
                    {
                        _firstOfText[key] = recorded;
                    }
                }
            }
        }
    }

    /// <summary>The settings that a session begins with.</summary>
    /// <param name="database">Its database.</param>
    public IEnumerable<KeyValuePair<string, string>> SettingsOf(string database) => Find(database, new PostgresStatement(ConnectionEvents.Connect))?.Settings ?? [];

    /// <summary>What was answered to a statement that belongs to connections.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement.</param>
    /// <returns><see langword="null"/> where it was not recorded.</returns>
    public RecordedResult? Find(string database, PostgresStatement statement)
    {
        SqlStatement asked = StatementJson.Of(database, statement);
        return _ofConnections.TryGetValue(KeyOf(asked.Database, asked.Json.Span), out IncidentEvent? recorded) ? Read(recorded) : null;
    }

    /// <summary>How the server described a text.</summary>
    /// <param name="database">The database.</param>
    /// <param name="text">The text.</param>
    /// <returns><see langword="null"/> where nobody had asked.</returns>
    public RecordedResult? DescriptionOf(string database, string text) => Find(database, new PostgresStatement($"{ConnectionEvents.Describe} {text}"));

    /// <summary>One of the answers to a text, or else to one of the same form.</summary>
    /// <param name="database">The database.</param>
    /// <param name="text">The text.</param>
    /// <returns><see langword="null"/> where it was never sent.</returns>
    public RecordedResult? SampleOf(string database, string text)
    {
        string name = StatementJson.DatabaseName(database);
        return _firstOfText.TryGetValue(KeyOf(name, SqlText.Normalize(text)), out IncidentEvent? recorded) || _firstOfText.TryGetValue(KeyOf(name, FormOf(text)), out recorded)
            ? Read(recorded)
            : null;
    }

    // No text begins so.
    private static string FormOf(string text) => $"\n{SqlForm.Of(text).Text}";

    private static string KeyOf(string? database, string text) => $"{database}\n{text}";

    private static string KeyOf(string? database, ReadOnlySpan<byte> json) => KeyOf(database, Encoding.UTF8.GetString(json));

    private RecordedResult Read(IncidentEvent recorded) => _read.GetOrAdd(recorded, static e => RecordedResult.Read(e.ResponseBody.GetBytes()));
}
