namespace InfernoSim.Incidents;

/// <summary>
/// The exchanges that made room for newer ones while an incident was recorded. One of which a log still has a part, since a recorder was killed between two
/// logs, or since the logs are read at that moment, counts as gone with all of it.
/// </summary>
internal sealed class LetGoExchanges
{
    private readonly IncidentTimestamp _until;
    private readonly IncidentTimestamp _ended;
    private readonly long _events;
    private readonly HashSet<string> _gone;
    private readonly HashSet<string> _there;

    private LetGoExchanges(IReadOnlyList<LetGo> told, IEnumerable<IncidentEvent> requests)
    {
        _until = told.Max(log => log.Until);
        _ended = told.Max(log => log.Ended);
        _events = told.Sum(log => log.Events);
        ILookup<bool, string> ids = requests.Where(request => request.TraceId is not null).ToLookup(request => request.Timestamp <= _until, request => request.TraceId!);
        _gone = [.. ids[true]];
        _there = [.. ids[false]];
    }

    /// <summary>Finds them.</summary>
    /// <param name="logs">The logs of the incident.</param>
    /// <returns><see langword="null"/> where none made room.</returns>
    public static LetGoExchanges? In(IEnumerable<LogContent> logs)
    {
        LogContent[] all = [.. logs];
        LetGo[] told = [.. all.Select(log => log.LetGo).OfType<LetGo>()];
        return told.Length == 0 ? null : new LetGoExchanges(told, all.SelectMany(log => log.Events).Where(e => e.Type == IncidentEventType.InboundRequest));
    }

    /// <summary>Whether an event belongs to what is gone.</summary>
    /// <param name="e">The event.</param>
    public bool Covers(IncidentEvent e) => e switch
    {
        { Type: IncidentEventType.SqlConnection } => false,
        { Type: IncidentEventType.InboundRequest } or { TraceId: null } => e.Timestamp <= _until,
        { TraceId: { } id } => !_there.Contains(id) && (_gone.Contains(id) || e.Timestamp <= _ended),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(_events == 1 ? "1 older event has" : $"{_events} older events have")} made room for newer ones: exchanges that began by {_until} are not in the recording.";
}
