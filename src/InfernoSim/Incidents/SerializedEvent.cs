namespace InfernoSim.Incidents;

/// <summary>An event as it will stand in a log, but for its sequence, which only the owner of the file gives.</summary>
internal sealed class SerializedEvent
{
    [ThreadStatic]
    private static EventLine? _scratch;

    private readonly byte[] _line;
    private readonly int _sequenceAt;

    private SerializedEvent(byte[] line, int sequenceAt)
    {
        _line = line;
        _sequenceAt = sequenceAt;
    }

    /// <summary>How many bytes it takes.</summary>
    public int Length => _line.Length;

    /// <summary>The line, with a byte in place of the sequence.</summary>
    public ReadOnlyMemory<byte> Line => _line;

    /// <summary>Where in the line the sequence will stand.</summary>
    public int SequenceAt => _sequenceAt;

    /// <summary>The line before the sequence.</summary>
    public ReadOnlySpan<byte> Head => _line.AsSpan(0, _sequenceAt);

    /// <summary>The line after the sequence, with its line end.</summary>
    public ReadOnlySpan<byte> Rest => _line.AsSpan(_sequenceAt + 1);

    /// <summary>An event that was put away.</summary>
    /// <param name="line">Its <see cref="Line"/>; not copied.</param>
    /// <param name="sequenceAt">Its <see cref="SequenceAt"/>.</param>
    public static SerializedEvent FromLine(byte[] line, int sequenceAt) => new(line, sequenceAt);

    /// <summary>Serialises an event. Its bodies may be released afterwards.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public static SerializedEvent Of(IncidentEvent incidentEvent)
    {
        EventLine scratch = _scratch ??= new EventLine();
        try
        {
            scratch.Write(incidentEvent);
            return new SerializedEvent(scratch.Line.ToArray(), scratch.SequenceAt);
        }
        finally
        {
            scratch.Clear();
        }
    }
}
