namespace InfernoSim.Incidents;

/// <summary>What reading a log brought to light. Filled while the events are read.</summary>
internal sealed class IncidentReadReport
{
    private readonly SortedDictionary<string, long> _unknownTypes = new(StringComparer.Ordinal);
    private readonly List<string> _tornTails = [];

    /// <summary>How many events were read.</summary>
    public long Events { get; private set; }

    /// <summary>How many events there were of each type this version does not know.</summary>
    public IReadOnlyDictionary<string, long> UnknownTypes => _unknownTypes;

    /// <summary>What a person should know: a torn last line, unknown event types.</summary>
    public IReadOnlyList<string> Notices =>
    [
        .. _tornTails,
        .. _unknownTypes.Select(t => $"{t.Value} events of the unknown type {t.Key} are left out; a newer version of infernosim may know them."),
    ];

    internal void Count(IncidentEvent e)
    {
        Events++;
        if (e.Type == IncidentEventType.Unknown)
        {
            _unknownTypes[e.TypeName] = _unknownTypes.GetValueOrDefault(e.TypeName) + 1;
        }
    }

    internal void NoteTornTail(string path, long line, long bytes) =>
        _tornTails.Add($"{path}:{line}: the last event is torn, as by a crash; its {bytes} bytes are left out.");
}
