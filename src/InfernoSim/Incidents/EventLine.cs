using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Room for one event as a line, used again for the next.</summary>
internal sealed class EventLine
{
    [ThreadStatic]
    private static EventLine? _ofThread;

    private readonly LineBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;

    public EventLine() => _json = EventSerializer.CreateWriter(_buffer);

    /// <summary>The line, with its line end.</summary>
    public ReadOnlySpan<byte> Line => _buffer.Written;

    /// <summary>Where in it a single digit stands in for the sequence.</summary>
    public int SequenceAt { get; private set; }

    /// <summary>An event as a line, in room that belongs to the thread: until it is disposed of, the thread writes no other.</summary>
    /// <param name="e">The event.</param>
    /// <param name="apart">Which of its bodies are kept elsewhere, as <see cref="SerializedEvent.Read"/> is told again.</param>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public static ScratchLine Of(IncidentEvent e, EventBodies apart = EventBodies.None)
    {
        EventLine line = _ofThread ??= new EventLine();
        try
        {
            line.Write(e, apart);
            return new ScratchLine(line);
        }
        catch
        {
            line.Clear();
            throw;
        }
    }

    /// <summary>Writes an event, in place of what was here.</summary>
    /// <param name="e">The event.</param>
    /// <param name="apart">Which of its bodies are kept elsewhere.</param>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public void Write(IncidentEvent e, EventBodies apart = EventBodies.None)
    {
        _buffer.Clear();
        _json.Reset();
        SequenceAt = EventSerializer.Write(e, _buffer, _json, apart);
    }

    /// <summary>Gives the memory of a long line back.</summary>
    public void Clear() => _buffer.Clear();
}

/// <summary>An event as a line.</summary>
/// <param name="line">The room that it is in.</param>
internal readonly ref struct ScratchLine(EventLine line) : IDisposable
{
    /// <summary>The line, with its line end.</summary>
    public ReadOnlySpan<byte> Line => line.Line;

    /// <summary>Where in it a single digit stands in for the sequence.</summary>
    public int SequenceAt => line.SequenceAt;

    /// <summary>Gives the room back.</summary>
    public void Dispose() => line.Clear();
}
