using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>What says of an event where it belongs, read from its line without the rest.</summary>
internal readonly record struct EventHead
{
    /// <summary>What the line records.</summary>
    public IncidentEventType Type { get; private init; }

    /// <summary>Its number; 0 where it has none.</summary>
    public long Sequence { get; private init; }

    /// <summary>The exchange that it belongs to; <see langword="null"/> when that is not known.</summary>
    public string? TraceId { get; private init; }

    /// <summary>When it happened.</summary>
    public IncidentTimestamp Timestamp { get; private init; }

    /// <summary>What the log says on it of older events that are gone.</summary>
    public LetGo? LetGo { get; private init; }

    /// <summary>Where in the line that is said, from the comma before it on.</summary>
    public Range LetGoAt { get; private init; }

    /// <summary>Reads the head of an event.</summary>
    /// <param name="line">The line, without its line end.</param>
    /// <param name="head">The head; what cannot be read of it is left out.</param>
    /// <param name="column">Where the line ceases to be JSON, from 1; 0 where it is another value than an object.</param>
    /// <returns>Whether the line is a JSON object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out EventHead head, out long column)
    {
        head = default;
        column = 0;
        var json = new Utf8JsonReader(line);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (EventFields.TryReadName(ref json, out EventField field))
            {
                int name = (int)json.TokenStartIndex;
                json.Read();
                head = head.With(field, json);
                json.Skip();
                if (field == EventField.LetGo)
                {
                    head = head with { LetGoAt = Math.Max(0, line[..name].LastIndexOf((byte)','))..(int)json.BytesConsumed };
                }
            }

            return !json.Read();
        }
        catch (JsonException e)
        {
            column = (e.BytePositionInLine ?? 0) + 1;
            return false;
        }
    }

    // The reader comes as a copy: whoever goes through the line goes on from where it was.
    private EventHead With(EventField field, Utf8JsonReader json) => (field, json.TokenType) switch
    {
        (EventField.Type, JsonTokenType.String) => this with { Type = EventDraft.TypeOf(Text(json) ?? "") },
        (EventField.Sequence, JsonTokenType.Number) when json.TryGetInt64(out long sequence) => this with { Sequence = sequence },
        (EventField.TraceId, JsonTokenType.String) => this with { TraceId = Text(json) },
        (EventField.Timestamp, JsonTokenType.String) when IncidentTimestamp.TryParse(json.ValueSpan, out IncidentTimestamp timestamp) => this with { Timestamp = timestamp },
        (EventField.LetGo, JsonTokenType.StartArray) when Incidents.LetGo.TryRead(ref json, out LetGo letGo) => this with { LetGo = letGo },
        _ => this,
    };

    private static string? Text(Utf8JsonReader json)
    {
        try
        {
            return json.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // It is not valid Unicode, which whoever reads the whole event will say.
            return null;
        }
    }
}
