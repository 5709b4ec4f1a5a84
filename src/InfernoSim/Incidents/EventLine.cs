using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Room for one event as a line, used again for the next.</summary>
internal sealed class EventLine
{
    private readonly LineBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;

    public EventLine() => _json = EventSerializer.CreateWriter(_buffer);

    /// <summary>The line, with its line end.</summary>
    public ReadOnlySpan<byte> Line => _buffer.Written;

    /// <summary>Where in it a single digit stands in for the sequence.</summary>
    public int SequenceAt { get; private set; }

    /// <summary>Writes an event, in place of what was here.</summary>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public void Write(IncidentEvent e)
    {
        _buffer.Clear();
        _json.Reset();
        SequenceAt = EventSerializer.Write(e, _buffer, _json);
    }

    /// <summary>Gives the memory of a long line back.</summary>
    public void Clear() => _buffer.Clear();
}
