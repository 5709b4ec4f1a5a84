using System.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Reads a line into an event. Not thread-safe: it keeps the strings it has seen.</summary>
internal sealed class EventParser(LogSource source)
{
    private readonly TextPool _texts = new();
    private readonly List<KeyValuePair<string, IReadOnlyList<string>>> _headers = [];
    private readonly List<string> _values = [];
    private long _line;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its line end.</param>
    /// <param name="lineNumber">Its number, from 1.</param>
    /// <param name="lineOffset">Where it begins in the file.</param>
    /// <exception cref="JsonException">It is not a JSON object: broken, or torn.</exception>
    /// <exception cref="IncidentFormatException">It is one, but not an event.</exception>
    public IncidentEvent Parse(ReadOnlySpan<byte> line, long lineNumber, long lineOffset)
    {
        _line = lineNumber;
        var draft = new EventDraft();
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected a JSON object.", null, 0, 0);
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            EventField field = EventFields.Find(json.ValueSpan);
            if (field == EventField.Unknown)
            {
                KeepUnknown(ref json, line, ref draft);
            }
            else if (json.Read() && json.TokenType != JsonTokenType.Null)
            {
                ReadField(field, ref json, line, lineOffset, ref draft);
            }
        }

        json.Read();
        if (draft.TypeName is null || draft.Timestamp is null)
        {
            throw Wrong(0, $"The event has no {(draft.TypeName is null ? "type" : "timestamp")}.");
        }

        return draft.Build(source);
    }

    private void ReadField(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref EventDraft draft)
    {
        switch (field)
        {
            case EventField.Id: draft.Id = ReadUniqueText(field, ref json); break;
            case EventField.Type: draft.TypeName = ReadText(field, ref json); break;
            case EventField.Timestamp: draft.Timestamp = ReadTimestamp(ref json); break;
            case EventField.Sequence: draft.Sequence = ReadNumber(field, ref json); break;
            case EventField.Service: draft.Service = ReadText(field, ref json); break;
            case EventField.Method: draft.Method = ReadText(field, ref json); break;
            case EventField.Url: draft.Url = ReadText(field, ref json); break;
            case EventField.Status: draft.Status = ReadStatus(ref json); break;
            case EventField.Duration: draft.Duration = ReadNumber(field, ref json); break;
            case EventField.Error: draft.Error = ReadText(field, ref json); break;
            case EventField.Headers: draft.Headers = ReadHeaders(field, ref json); break;
            case EventField.TraceId: draft.TraceId = ReadText(field, ref json); break;
            case EventField.BytesSent: draft.BytesSent = ReadNumber(field, ref json); break;
            case EventField.BytesReceived: draft.BytesReceived = ReadNumber(field, ref json); break;
            case EventField.ResponseHeaders: draft.ResponseHeaders = ReadHeaders(field, ref json); break;
            case EventField.ResponseTrailers: draft.ResponseTrailers = ReadHeaders(field, ref json); break;
            case EventField.ResponseCaptured: draft.ResponseCaptured = ReadFlag(field, ref json); break;
            case EventField.GrpcServiceMethod: draft.GrpcServiceMethod = ReadText(field, ref json); break;
            case EventField.GrpcStatus: draft.GrpcStatus = ReadText(field, ref json); break;
            case EventField.InjectionApplied: draft.InjectionApplied = ReadText(field, ref json); break;
            default: ReadBodyField(field, ref json, line, lineOffset, ref draft); break;
        }
    }

    private void ReadBodyField(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref EventDraft draft)
    {
        switch (field)
        {
            case EventField.BodySize: draft.Body.Facts.Size = ReadSize(field, ref json); break;
            case EventField.BodyB64: ReadBody(field, ref json, line, lineOffset, ref draft.Body); break;
            case EventField.BodySha256: draft.Body.Facts.Sha256 = ReadUniqueText(field, ref json); break;
            case EventField.BodyTruncated: draft.Body.Facts.Truncated = ReadFlag(field, ref json); break;
            case EventField.BodyRedacted: draft.Body.Facts.Redacted = ReadFlag(field, ref json); break;
            case EventField.ResponseBodySize: draft.ResponseBody.Facts.Size = ReadSize(field, ref json); break;
            case EventField.ResponseBodyB64: ReadBody(field, ref json, line, lineOffset, ref draft.ResponseBody); break;
            case EventField.ResponseBodySha256: draft.ResponseBody.Facts.Sha256 = ReadUniqueText(field, ref json); break;
            case EventField.ResponseBodyTruncated: draft.ResponseBody.Facts.Truncated = ReadFlag(field, ref json); break;
            case EventField.ResponseBodyRedacted: draft.ResponseBody.Facts.Redacted = ReadFlag(field, ref json); break;
            default: throw new InvalidOperationException($"The field {field} is not read.");
        }
    }

    private void ReadBody(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref BodyDraft body)
    {
        Expect(JsonTokenType.String, "a base64 string", field, ref json);
        (int start, int end) = ((int)json.TokenStartIndex, (int)json.BytesConsumed);
        ReadOnlySpan<byte> quoted = line[start..end];
        body.Piece = new LogPiece(EventFields.NameOf(field), _line, lineOffset + start, quoted.Length, LogSource.HashOf(quoted));
        body.KeptLength = LogPiece.DecodedLength(json.ValueIsEscaped ? Encoding.ASCII.GetBytes(json.GetString()!) : json.ValueSpan);
    }

    private void KeepUnknown(ref Utf8JsonReader json, ReadOnlySpan<byte> line, ref EventDraft draft)
    {
        string name = Text(ref json);
        json.Read();
        int start = (int)json.TokenStartIndex;
        json.Skip();
        (draft.UnknownFields ??= []).Add(new(name, line[start..(int)json.BytesConsumed].ToArray()));
    }

    private HeaderMap ReadHeaders(EventField field, ref Utf8JsonReader json)
    {
        const string Expected = "an object of header names, each with an array of strings";
        Expect(JsonTokenType.StartObject, Expected, field, ref json);
        _headers.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text(ref json);
            json.Read();
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            Expect(JsonTokenType.StartArray, Expected, field, ref json);
            _headers.Add(new(name, ReadValues(Expected, field, ref json)));
        }

        return HeaderMap.OfRead([.. _headers]);
    }

    private string[] ReadValues(string expected, EventField field, ref Utf8JsonReader json)
    {
        string[] single = [];
        _values.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.String, expected, field, ref json);
            single = json.ValueIsEscaped ? [Text(ref json)] : Pooled(ref json);
            _values.Add(single[0]);
        }

        return _values.Count > 1 ? [.. _values] : single;
    }

    private IncidentTimestamp ReadTimestamp(ref Utf8JsonReader json)
    {
        const string Expected = "an RFC 3339 date-time, such as 2026-11-23T18:33:15.123456789Z";
        Expect(JsonTokenType.String, Expected, EventField.Timestamp, ref json);
        return IncidentTimestamp.TryParse(json.ValueSpan, out IncidentTimestamp timestamp)
            ? timestamp
            : throw Unexpected(Expected, EventField.Timestamp, ref json);
    }

    private int ReadStatus(ref Utf8JsonReader json)
    {
        long status = ReadNumber(EventField.Status, ref json);
        return status is 0 or (>= 100 and <= 999) ? (int)status : throw Unexpected("0 or a status of three digits", EventField.Status, ref json);
    }

    private long ReadSize(EventField field, ref Utf8JsonReader json)
    {
        long size = ReadNumber(field, ref json);
        return size >= 0 ? size : throw Unexpected("a number of bytes", field, ref json);
    }

    private long ReadNumber(EventField field, ref Utf8JsonReader json)
    {
        const string Expected = "a whole number";
        Expect(JsonTokenType.Number, Expected, field, ref json);
        return json.TryGetInt64(out long value) ? value : throw Unexpected(Expected, field, ref json);
    }

    private bool ReadFlag(EventField field, ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.False)
        {
            Expect(JsonTokenType.True, "true or false", field, ref json);
        }

        return json.GetBoolean();
    }

    /// <summary>An empty string says as much as an absent field.</summary>
    private string? ReadText(EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.String, "a string", field, ref json);
        return json.ValueSpan.IsEmpty ? null : Text(ref json);
    }

    /// <summary>Text that hardly comes twice, such as an id: kept out of the pool, where it would only displace others.</summary>
    private string ReadUniqueText(EventField field, ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.String, "a string", field, ref json);
        return json.ValueIsEscaped ? Text(ref json) : Decoded(ref json);
    }

    private string Text(ref Utf8JsonReader json)
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

    private void Expect(JsonTokenType token, string expected, EventField field, ref Utf8JsonReader json)
    {
        if (json.TokenType != token)
        {
            throw Unexpected(expected, field, ref json);
        }
    }

    private IncidentFormatException Unexpected(string expected, EventField field, ref Utf8JsonReader json) =>
        Wrong(json.TokenStartIndex + 1, $"{EventFields.NameOf(field)} is {Quote(ref json)}, expected {expected}.");

    private IncidentFormatException NotText(ref Utf8JsonReader json, Exception cause) =>
        Wrong(json.TokenStartIndex + 1, "The string is not valid Unicode.", cause);

    private IncidentFormatException Wrong(long column, string problem, Exception? cause = null) =>
        new(source.Path, _line, column, problem, "Repair the line, or remove it.", cause);

    private static string Quote(ref Utf8JsonReader json)
    {
        const int Longest = 60;
        string text = Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, Longest)]);
        string rest = json.ValueSpan.Length > Longest ? "..." : "";
        return json.TokenType switch
        {
            JsonTokenType.String => $"\"{text}{rest}\"",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => text + rest,
        };
    }
}
