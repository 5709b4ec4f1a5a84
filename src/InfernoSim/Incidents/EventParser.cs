using System.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Reads a line into an event. Not thread-safe.</summary>
internal sealed class EventParser(LogSource source)
{
    private readonly EventValueReader _values = new(source.Path);

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its line end.</param>
    /// <param name="lineNumber">Its number, from 1.</param>
    /// <param name="lineOffset">Where it begins in the file.</param>
    /// <exception cref="JsonException">It is not a JSON object: broken, or torn.</exception>
    /// <exception cref="IncidentFormatException">It is one, but not an event.</exception>
    public IncidentEvent Parse(ReadOnlySpan<byte> line, long lineNumber, long lineOffset)
    {
        _values.Line = lineNumber;
        var draft = new EventDraft();
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected a JSON object.", null, 0, 0);
        }

        while (EventFields.TryReadName(ref json, out EventField field))
        {
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
            throw _values.Wrong(0, $"The event has no {(draft.TypeName is null ? "type" : "timestamp")}.");
        }

        return draft.Build(source);
    }

    private void ReadField(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref EventDraft draft)
    {
        switch (field)
        {
            case EventField.Id: draft.Id = _values.ReadUniqueText(field, ref json); break;
            case EventField.Type: draft.TypeName = _values.ReadText(field, ref json); break;
            case EventField.Timestamp: draft.Timestamp = _values.ReadTimestamp(ref json); break;
            case EventField.Sequence: draft.Sequence = _values.ReadNumber(field, ref json); break;
            case EventField.Service: draft.Service = _values.ReadSentText(field, ref json); break;
            case EventField.Method: draft.Method = _values.ReadSentText(field, ref json); break;
            case EventField.Url: draft.Url = _values.ReadSentText(field, ref json); break;
            case EventField.Status: draft.Status = _values.ReadStatus(ref json); break;
            case EventField.Duration: draft.Duration = _values.ReadNumber(field, ref json); break;
            case EventField.Error: draft.Error = _values.ReadText(field, ref json); break;
            case EventField.Headers: draft.Headers = _values.ReadHeaders(field, ref json); break;
            case EventField.TraceId: draft.TraceId = _values.ReadText(field, ref json); break;
            case EventField.BytesSent: draft.BytesSent = _values.ReadNumber(field, ref json); break;
            case EventField.BytesReceived: draft.BytesReceived = _values.ReadNumber(field, ref json); break;
            case EventField.ResponseHeaders: draft.ResponseHeaders = _values.ReadHeaders(field, ref json); break;
            case EventField.ResponseTrailers: draft.ResponseTrailers = _values.ReadHeaders(field, ref json); break;
            case EventField.ResponseCaptured: draft.ResponseCaptured = _values.ReadFlag(field, ref json); break;
            case EventField.GrpcServiceMethod: draft.GrpcServiceMethod = _values.ReadText(field, ref json); break;
            case EventField.Reason: draft.Reason = _values.ReadSentText(field, ref json); break;
            case EventField.ResponsePieces: draft.ResponsePieces = _values.ReadPieces(field, ref json); break;
            case EventField.Turns: draft.Turns = _values.ReadTurns(field, ref json); break;
            case EventField.Messages: draft.Messages = _values.ReadMessages(field, ref json); break;
            case EventField.GrpcStatus: draft.GrpcStatus = _values.ReadText(field, ref json); break;
            case EventField.InjectionApplied: draft.InjectionApplied = _values.ReadText(field, ref json); break;
            case EventField.ConnectionEnd: draft.ConnectionEnd = _values.ReadText(field, ref json); break;
            case EventField.Background: draft.Background = _values.ReadFlag(field, ref json); break;
            case EventField.LetGo: draft.LetGo = _values.ReadLetGo(field, ref json); break;
            default: ReadBodyField(field, ref json, line, lineOffset, ref draft); break;
        }
    }

    private void ReadBodyField(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref EventDraft draft)
    {
        switch (field)
        {
            case EventField.BodySize: draft.Body.Facts.Size = _values.ReadSize(field, ref json); break;
            case EventField.BodyB64: ReadBody(field, ref json, line, lineOffset, ref draft.Body); break;
            case EventField.BodySha256: draft.Body.Facts.Sha256 = _values.ReadUniqueText(field, ref json); break;
            case EventField.BodyTruncated: draft.Body.Facts.Truncated = _values.ReadFlag(field, ref json); break;
            case EventField.BodyRedacted: draft.Body.Facts.Redacted = _values.ReadFlag(field, ref json); break;
            case EventField.ResponseBodySize: draft.ResponseBody.Facts.Size = _values.ReadSize(field, ref json); break;
            case EventField.ResponseBodyB64: ReadBody(field, ref json, line, lineOffset, ref draft.ResponseBody); break;
            case EventField.ResponseBodySha256: draft.ResponseBody.Facts.Sha256 = _values.ReadUniqueText(field, ref json); break;
            case EventField.ResponseBodyTruncated: draft.ResponseBody.Facts.Truncated = _values.ReadFlag(field, ref json); break;
            case EventField.ResponseBodyRedacted: draft.ResponseBody.Facts.Redacted = _values.ReadFlag(field, ref json); break;
            case EventField.Statement: ReadJson(field, ref json, line, lineOffset, ref draft.Body); break;
            case EventField.Result: ReadJson(field, ref json, line, lineOffset, ref draft.ResponseBody); break;
            default: throw new InvalidOperationException($"The field {field} is not read.");
        }
    }

    private void ReadBody(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref BodyDraft body)
    {
        _values.Expect(JsonTokenType.String, "a base64 string", field, ref json);
        (int start, int end) = ((int)json.TokenStartIndex, (int)json.BytesConsumed);
        ReadOnlySpan<byte> quoted = line[start..end];
        body.Piece = new LogPiece(field, _values.Line, lineOffset + start, quoted.Length, LogSource.HashOf(quoted));
        body.KeptLength = LogPiece.DecodedLength(json.ValueIsEscaped ? Encoding.ASCII.GetBytes(_values.Text(ref json)) : json.ValueSpan);
    }

    private void ReadJson(EventField field, ref Utf8JsonReader json, ReadOnlySpan<byte> line, long lineOffset, ref BodyDraft body)
    {
        _values.Expect(JsonTokenType.StartObject, "an object", field, ref json);
        int start = (int)json.TokenStartIndex;
        json.Skip();
        ReadOnlySpan<byte> value = line[start..(int)json.BytesConsumed];
        if (!JsonStrings.AreText(value))
        {
            throw _values.Wrong(start + 1, $"{EventFields.NameOf(field)} holds a string that is not valid Unicode.");
        }

        body.Piece = new LogPiece(field, _values.Line, lineOffset + start, value.Length, LogSource.HashOf(value));
        body.KeptLength = value.Length;
    }

    private void KeepUnknown(ref Utf8JsonReader json, ReadOnlySpan<byte> line, ref EventDraft draft)
    {
        string name = _values.Text(ref json);
        json.Read();
        int start = (int)json.TokenStartIndex;
        json.Skip();
        (draft.UnknownFields ??= []).Add(new(name, line[start..(int)json.BytesConsumed].ToArray()));
    }
}
