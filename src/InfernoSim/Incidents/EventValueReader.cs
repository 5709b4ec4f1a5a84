using System.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>
/// Reads the value of a field at the reader's place, and says what is wrong with it. Keeps the strings it has seen, so it
/// is not thread-safe.
/// </summary>
internal sealed class EventValueReader(string path)
{
    private const int LongestShown = 60;
    private const string ExpectedHeaders = "an object of header names, each with an array of strings";

    private readonly TextPool _texts = new();
    private readonly List<KeyValuePair<string, IReadOnlyList<string>>> _headers = [];
    private readonly List<string> _values = [];

    /// <summary>The line being read, from 1.</summary>
    public long Line { get; set; }

    public HeaderMap ReadHeaders(EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.StartObject, ExpectedHeaders, field, ref json);
        _headers.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text(ref json);
            if (HoldsControl(name, allowed: null, ref json))
            {
                throw ControlIn("The name of a header", name, ref json);
            }

            json.Read();
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            Expect(JsonTokenType.StartArray, ExpectedHeaders, field, ref json);
            _headers.Add(new(name, ReadValues(name, field, ref json)));
        }

        return HeaderMap.OfRead([.. _headers]);
    }

    private string[] ReadValues(string name, EventField field, ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            return [];
        }

        string[] first = ReadValue(name, field, ref json);
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            return first;
        }

        _values.Clear();
        _values.Add(first[0]);
        for (; json.TokenType != JsonTokenType.EndArray; json.Read())
        {
            _values.Add(ReadValue(name, field, ref json)[0]);
        }

        return [.. _values];
    }

    private string[] ReadValue(string name, EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.String, ExpectedHeaders, field, ref json);
        string[] value = json.ValueIsEscaped ? [Text(ref json)] : Pooled(ref json);
        return HoldsControl(value[0], allowed: '\t', ref json) ? throw ControlIn($"The value of the header {name}", value[0], ref json) : value;
    }

    public IncidentTimestamp ReadTimestamp(ref Utf8JsonReader json)
    {
        const string Expected = "an RFC 3339 date-time, such as 2026-11-23T18:33:15.123456789Z";
        Expect(JsonTokenType.String, Expected, EventField.Timestamp, ref json);
        return IncidentTimestamp.TryParse(json.ValueSpan, out IncidentTimestamp timestamp)
            ? timestamp
            : throw Unexpected(Expected, EventField.Timestamp, ref json);
    }

    public int ReadStatus(ref Utf8JsonReader json)
    {
        long status = ReadNumber(EventField.Status, ref json);
        return status is 0 or (>= 100 and <= 999) ? (int)status : throw Unexpected("0 or a status of three digits", EventField.Status, ref json);
    }

    public long ReadSize(EventField field, ref Utf8JsonReader json)
    {
        long size = ReadNumber(field, ref json);
        return size >= 0 ? size : throw Unexpected("a number of bytes", field, ref json);
    }

    public long ReadNumber(EventField field, ref Utf8JsonReader json)
    {
        const string Expected = "a whole number";
        Expect(JsonTokenType.Number, Expected, field, ref json);
        return json.TryGetInt64(out long value) ? value : throw Unexpected(Expected, field, ref json);
    }

    /// <summary>Pairs of nanoseconds and bytes, neither of which may go back.</summary>
    public ResponsePiece[] ReadPieces(EventField field, ref Utf8JsonReader json) =>
        [.. ReadPairs("an array of pairs [nanoseconds, bytes] that never go back", field, ref json).Select(pair => new ResponsePiece(pair.First, pair.Second))];

    /// <summary>Pairs of how much had been sent and how much had come, neither of which may go back.</summary>
    public DialogueTurn[] ReadTurns(EventField field, ref Utf8JsonReader json) =>
        [.. ReadPairs("an array of pairs [how much of the request, how much of the response] that never go back", field, ref json).Select(pair => new DialogueTurn(pair.First, pair.Second))];

    /// <summary>Pairs of nanoseconds and messages of the side that was asked, neither of which may go back.</summary>
    public MessageTime[] ReadMessages(EventField field, ref Utf8JsonReader json) =>
        [.. ReadPairs("an array of pairs [nanoseconds, messages of the side that was asked] that never go back", field, ref json).Select(pair => new MessageTime(pair.First, pair.Second))];

    /// <summary>What of older events made room for newer ones.</summary>
    public LetGo ReadLetGo(EventField field, ref Utf8JsonReader json)
    {
        Utf8JsonReader value = json;
        return LetGo.TryRead(ref json, out LetGo letGo)
            ? letGo
            : throw Unexpected("an array of how many events made room, the number of the newest one by then, and two times in nanoseconds", field, ref value);
    }

    private List<(long First, long Second)> ReadPairs(string expected, EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.StartArray, expected, field, ref json);
        var pairs = new List<(long First, long Second)>();
        (long First, long Second) last = default;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.StartArray, expected, field, ref json);
            json.Read();
            long first = ReadNumber(field, ref json);
            json.Read();
            (long First, long Second) pair = (first, ReadNumber(field, ref json));
            json.Read();
            if (json.TokenType != JsonTokenType.EndArray || pair.First < last.First || pair.Second < last.Second)
            {
                throw Unexpected(expected, field, ref json);
            }

            pairs.Add(last = pair);
        }

        return pairs;
    }

    public bool ReadFlag(EventField field, ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.False)
        {
            Expect(JsonTokenType.True, "true or false", field, ref json);
        }

        return json.GetBoolean();
    }

    /// <summary>An empty string says as much as an absent field.</summary>
    public string? ReadText(EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.String, "a string", field, ref json);
        return json.ValueSpan.IsEmpty ? null : Text(ref json);
    }

    /// <summary>Text that a replay sends again. What could end a line of HTTP, and begin another one, is not sent to anybody.</summary>
    public string? ReadSentText(EventField field, ref Utf8JsonReader json)
    {
        string? text = ReadText(field, ref json);
        return text is not null && HoldsControl(text, allowed: null, ref json) ? throw ControlIn($"{EventFields.NameOf(field)}", text, ref json) : text;
    }

    /// <summary>Text that hardly comes twice, such as an id: kept out of the pool, where it would only displace others.</summary>
    public string ReadUniqueText(EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.String, "a string", field, ref json);
        return json.ValueIsEscaped ? Text(ref json) : Decoded(ref json);
    }

    public string Text(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return Pooled(ref json)[0];
        }

        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw NotText(ref json, e);
        }
    }

    private string[] Pooled(ref Utf8JsonReader json)
    {
        try
        {
            return _texts.GetList(json.ValueSpan);
        }
        catch (DecoderFallbackException e)
        {
            throw NotText(ref json, e);
        }
    }

    private string Decoded(ref Utf8JsonReader json)
    {
        try
        {
            return TextPool.Decode(json.ValueSpan);
        }
        catch (DecoderFallbackException e)
        {
            throw NotText(ref json, e);
        }
    }

    public void Expect(JsonTokenType token, string expected, EventField field, ref Utf8JsonReader json)
    {
        if (json.TokenType != token)
        {
            throw Unexpected(expected, field, ref json);
        }
    }

    private IncidentFormatException Unexpected(string expected, EventField field, ref Utf8JsonReader json) =>
        Wrong(json.TokenStartIndex + 1, $"{EventFields.NameOf(field)} is {Quote(ref json)}, expected {expected}.");

    // In JSON they are escaped, all but DEL.
    private static bool HoldsControl(string text, char? allowed, ref Utf8JsonReader json) =>
        (json.ValueIsEscaped || json.ValueSpan.Contains((byte)'\u007f')) && text.Any(c => char.IsAscii(c) && char.IsControl(c) && c != allowed);

    private IncidentFormatException ControlIn(string what, string text, ref Utf8JsonReader json) =>
        Wrong(json.TokenStartIndex + 1, $"{what} is \"{Shorten(text)}\", with a control character in it, which HTTP does not allow: sent again, it could end a line and begin another one.");

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "...";

    private IncidentFormatException NotText(ref Utf8JsonReader json, Exception cause) =>
        Wrong(json.TokenStartIndex + 1, "The string is not valid Unicode.", cause);

    public IncidentFormatException Wrong(long column, string problem, Exception? cause = null) =>
        new(path, Line, column, problem, "Repair the line, or remove it.", cause);

    private static string Quote(ref Utf8JsonReader json)
    {
        string text = Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, LongestShown)]);
        string rest = json.ValueSpan.Length > LongestShown ? "..." : "";
        return json.TokenType switch
        {
            JsonTokenType.String => $"\"{text}{rest}\"",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => text + rest,
        };
    }
}
