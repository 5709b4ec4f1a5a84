using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>The fields of an event, in the order they are written.</summary>
internal enum EventField
{
    /// <summary>Not a field this version knows.</summary>
    Unknown = 0,
    Id,
    Type,
    Timestamp,
    Sequence,
    Service,
    Method,
    Url,
    Status,
    Duration,
    Error,
    Headers,
    BodySize,
    TraceId,
    BodyB64,
    BodySha256,
    BodyTruncated,
    BodyRedacted,
    BytesSent,
    BytesReceived,
    ResponseHeaders,
    ResponseTrailers,

    /// <summary>Ours: the length of a response body of which only a part was kept.</summary>
    ResponseBodySize,
    ResponseBodyB64,
    ResponseBodySha256,
    ResponseBodyTruncated,
    ResponseBodyRedacted,
    ResponseCaptured,

    /// <summary>Ours: a reason phrase that is not the usual one of its status.</summary>
    Reason,

    /// <summary>Ours: when the pieces of a response came.</summary>
    ResponsePieces,

    /// <summary>Ours: how far the response had come when the caller went on.</summary>
    Turns,

    /// <summary>Ours: when the messages of a WebSocket passed, and whose they were.</summary>
    Messages,
    GrpcServiceMethod,
    GrpcStatus,
    InjectionApplied,

    /// <summary>Ours: how the caller's connection ended, where it got no response.</summary>
    ConnectionEnd,

    /// <summary>Ours: that a statement was sent by code that belongs to no request.</summary>
    Background,

    /// <summary>Ours: the text and the parameters of a SQL statement, as JSON.</summary>
    Statement,

    /// <summary>Ours: what came back for a SQL statement, as JSON.</summary>
    Result,

    /// <summary>Ours, on the first event of a log alone: what of older events made room for newer ones.</summary>
    LetGo,
}

/// <summary>The names of the fields: camelCase, compared exactly.</summary>
internal static class EventFields
{
    private static readonly JsonEncodedText[] Names = [.. Enum.GetNames<EventField>().Select(n => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(n)))];

    /// <summary>The fields by the length of their name, which leaves three candidates at most for nearly every name.</summary>
    private static readonly (byte[] Name, EventField Field)[][] ByLength = GroupByLength();

    /// <summary>URLs and header values stay readable: only what JSON itself demands is escaped.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static JsonEncodedText NameOf(EventField field) => Names[(int)field];

    public static EventField Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < ByLength.Length)
        {
            foreach ((byte[] candidate, EventField field) in ByLength[name.Length])
            {
                if (name.SequenceEqual(candidate))
                {
                    return field;
                }
            }
        }

        return EventField.Unknown;
    }

    /// <summary>Goes to the first field of an event, or to the next one.</summary>
    /// <param name="json">At the beginning of the event, or at the end of the value of a field; then at the name of the field.</param>
    /// <param name="field">The field.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="JsonException">The line is no JSON from there on.</exception>
    public static bool TryReadName(ref Utf8JsonReader json, out EventField field)
    {
        bool isThere = json.Read() && json.TokenType == JsonTokenType.PropertyName;
        field = isThere ? Find(json.ValueSpan) : EventField.Unknown;
        return isThere;
    }

    private static (byte[] Name, EventField Field)[][] GroupByLength()
    {
        var fields = Enum.GetValues<EventField>()
            .Where(f => f != EventField.Unknown)
            .Select(f => (Name: Encoding.ASCII.GetBytes(NameOf(f).Value), Field: f))
            .ToList();
        return [.. Enumerable.Range(0, fields.Max(f => f.Name.Length) + 1).Select(length => fields.Where(f => f.Name.Length == length).ToArray())];
    }
}
