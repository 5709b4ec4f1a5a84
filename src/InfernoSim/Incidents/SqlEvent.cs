namespace InfernoSim.Incidents;

/// <summary>
/// The events of <c>sql.log</c>. A statement is a call to a dependency whose request and response are JSON: in the log they are in
/// clear, as <c>statement</c> and <c>result</c>, and everywhere else they are bodies.
/// </summary>
internal static class SqlEvent
{
    /// <summary>The scheme of the URL that names a database and a table.</summary>
    public const string Scheme = "sql";

    // A statement that was answered, if only by an error of the database, which is in its result.
    private const int Answered = 200;

    /// <summary>The headers that say what the bodies are.</summary>
    public static HeaderMap Headers { get; } = HeaderMap.Of(("Content-Type", "application/json"));

    /// <summary>Whether an event is one of <c>sql.log</c>.</summary>
    /// <param name="type">Its type.</param>
    public static bool Is(IncidentEventType type) => type is IncidentEventType.SqlStatement or IncidentEventType.SqlConnection;

    /// <summary>The status that stands for what became of a statement.</summary>
    /// <param name="error">Why there was no answer, or <see langword="null"/>.</param>
    public static int StatusOf(string? error) => error is null ? Answered : 0;

    /// <summary>Whether a URL is that of a database.</summary>
    /// <param name="url">The URL of an event.</param>
    public static bool Is(string? url) => url?.StartsWith(Scheme + "://", StringComparison.OrdinalIgnoreCase) == true;
}
