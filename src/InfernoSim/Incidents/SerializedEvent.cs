namespace InfernoSim.Incidents;

/// <summary>An event as it will stand in a log, but for its sequence, which only the owner of the file gives.</summary>
internal sealed class SerializedEvent
{
    private readonly ReadOnlyMemory<byte> _line;
    private readonly int _sequenceAt;

    private SerializedEvent(ReadOnlyMemory<byte> line, int sequenceAt)
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
    public ReadOnlySpan<byte> Head => _line.Span[.._sequenceAt];

    /// <summary>The line after the sequence, with its line end.</summary>
    public ReadOnlySpan<byte> Rest => _line.Span[(_sequenceAt + 1)..];

    /// <summary>An event that was put away.</summary>
    /// <param name="line">Its <see cref="Line"/>; not copied.</param>
    /// <param name="sequenceAt">Its <see cref="SequenceAt"/>.</param>
    public static SerializedEvent FromLine(ReadOnlyMemory<byte> line, int sequenceAt) => new(line, sequenceAt);

    /// <summary>The same with a line of its own.</summary>
    public SerializedEvent Copy() => new(_line.ToArray(), _sequenceAt);

    /// <summary>The event, whose bodies are read from the line when they are asked for.</summary>
    public IncidentEvent Read()
    {
        // The byte in place of the sequence is a digit.
        ReadOnlyMemory<byte> line = Line[..^1];
        return new EventParser(new LogSource("memory", line)).Parse(line.Span, lineNumber: 1, lineOffset: 0);
    }

    /// <summary>Serialises an event. Its bodies may be released afterwards.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public static SerializedEvent Of(IncidentEvent incidentEvent)
    {
        using ScratchLine line = EventLine.Of(incidentEvent);
        return new SerializedEvent(line.Line.ToArray(), line.SequenceAt);
    }
}
