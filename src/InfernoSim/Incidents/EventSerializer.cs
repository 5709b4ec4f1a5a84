using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Writes an event as one line of JSON, all but its sequence, which only the owner of the file knows.</summary>
internal static class EventSerializer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = EventFields.Encoder, SkipValidation = true };

    /// <summary>A writer for <see cref="Write"/>.</summary>
    public static Utf8JsonWriter CreateWriter(LineBuffer buffer) => new(buffer, Options);

    /// <summary>Writes the event and a line end into an empty buffer.</summary>
    /// <param name="e">The event.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="json">Its writer.</param>
    /// <param name="apart">Which bodies are kept elsewhere: without their bytes, and without a hash that has yet to be taken.</param>
    /// <returns>Where in the line a single digit stands in for the sequence.</returns>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    public static int Write(IncidentEvent e, LineBuffer buffer, Utf8JsonWriter json, EventBodies apart = EventBodies.None)
    {
        LegacyOutboundCall.ThrowIfAmbiguous(e);
        json.WriteStartObject();
        WriteId(json, e.Id);
        json.WriteString(EventFields.NameOf(EventField.Type), TypeName(e));
        WriteTimestamp(json, e.Timestamp);
        json.WriteNumber(EventFields.NameOf(EventField.Sequence), 0);
        int sequenceAt = checked((int)(json.BytesCommitted + json.BytesPending)) - 1;
        WriteCall(json, e);
        if (SqlEvent.Is(e.Type))
        {
            WriteStatement(json, e);
        }
        else
        {
            WritePrimary(json, e, apart.HasFlag(EventBodies.Primary));
            WriteResponse(json, e, apart.HasFlag(EventBodies.Response));
        }

        WriteExtras(json, e);
        json.WriteEndObject();
        json.Flush();
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        return sequenceAt;
    }

    private static string TypeName(IncidentEvent e) => e.Type switch
    {
        IncidentEventType.InboundRequest => nameof(IncidentEventType.InboundRequest),
        IncidentEventType.InboundResponse => nameof(IncidentEventType.InboundResponse),
        IncidentEventType.OutboundCall => nameof(IncidentEventType.OutboundCall),
        IncidentEventType.SqlStatement => nameof(IncidentEventType.SqlStatement),
        IncidentEventType.SqlConnection => nameof(IncidentEventType.SqlConnection),
        _ when e.TypeName.Length > 0 => e.TypeName,
        _ => throw new ArgumentException("An event of an unknown type needs its TypeName.", nameof(e)),
    };

    // A fresh one names the event among those of all recordings. A replay compares no ids.
    private static void WriteId(Utf8JsonWriter json, string id)
    {
        if (id.Length > 0)
        {
            json.WriteString(EventFields.NameOf(EventField.Id), id);
            return;
        }

        Span<byte> fresh = stackalloc byte[RandomIds.Length];
        RandomIds.Write(fresh);
        json.WriteString(EventFields.NameOf(EventField.Id), fresh);
    }

    private static void WriteTimestamp(Utf8JsonWriter json, IncidentTimestamp timestamp)
    {
        Span<byte> text = stackalloc byte[IncidentTimestamp.MaxTextLength];
        json.WriteString(EventFields.NameOf(EventField.Timestamp), text[..timestamp.Format(text)]);
    }

    private static void WriteCall(Utf8JsonWriter json, IncidentEvent e)
    {
        WriteText(json, EventField.Service, e.Service);
        WriteText(json, EventField.Method, e.Method);
        WriteText(json, EventField.Url, e.Url);
        WriteNumber(json, EventField.Status, SqlEvent.Is(e.Type) ? 0 : e.Status);
        WriteNumber(json, EventField.Duration, e.DurationNanoseconds);
        WriteText(json, EventField.Error, e.Error);
    }

    private static void WritePrimary(Utf8JsonWriter json, IncidentEvent e, bool isApart)
    {
        bool legacy = LegacyOutboundCall.Is(e);
        RecordedBody body = legacy ? e.ResponseBody : e.Body;
        WriteHeaders(json, EventField.Headers, legacy ? e.ResponseHeaders : e.Headers);
        WriteNumber(json, EventField.BodySize, body.Size);
        WriteText(json, EventField.TraceId, e.TraceId);
        WriteBytes(json, EventField.BodyB64, body, isApart);
        WriteHash(json, EventField.BodySha256, body, isApart);
        WriteFlag(json, EventField.BodyTruncated, body.IsTruncated);
        WriteFlag(json, EventField.BodyRedacted, body.IsRedacted);
    }

    private static void WriteResponse(Utf8JsonWriter json, IncidentEvent e, bool isApart)
    {
        WriteFlag(json, EventField.Background, e.IsBackground);
        WriteNumber(json, EventField.BytesSent, e.BytesSent);
        WriteNumber(json, EventField.BytesReceived, e.BytesReceived);
        if (!LegacyOutboundCall.Is(e))
        {
            WriteHeaders(json, EventField.ResponseHeaders, e.ResponseHeaders);
            WriteHeaders(json, EventField.ResponseTrailers, e.ResponseTrailers);
            WriteNumber(json, EventField.ResponseBodySize, e.ResponseBody.Size);
            WriteBytes(json, EventField.ResponseBodyB64, e.ResponseBody, isApart);
            WriteHash(json, EventField.ResponseBodySha256, e.ResponseBody, isApart);
            WriteFlag(json, EventField.ResponseBodyTruncated, e.ResponseBody.IsTruncated);
            WriteFlag(json, EventField.ResponseBodyRedacted, e.ResponseBody.IsRedacted);
        }

        WriteFlag(json, EventField.ResponseCaptured, e.ResponseCaptured);
        WriteText(json, EventField.Reason, e.Reason);
        WritePairs(json, EventField.ResponsePieces, e.ResponsePieces, static piece => (piece.AfterNanoseconds, piece.Bytes));
        WritePairs(json, EventField.Turns, e.Turns, static turn => (turn.Sent, turn.Came));
        WritePairs(json, EventField.Messages, e.Messages, static message => (message.AfterNanoseconds, message.Came));
    }

    // What is whole says its own length.
    private static void WriteStatement(Utf8JsonWriter json, IncidentEvent e)
    {
        WriteText(json, EventField.TraceId, e.TraceId);
        WriteFlag(json, EventField.Background, e.IsBackground);
        WriteJson(json, EventField.Statement, e.Body);
        if (e.Body.IsTruncated)
        {
            WriteNumber(json, EventField.BodySize, e.Body.Size);
            WriteText(json, EventField.BodySha256, e.Body.Sha256);
            WriteFlag(json, EventField.BodyTruncated, true);
        }

        WriteJson(json, EventField.Result, e.ResponseBody);
        if (e.ResponseBody.IsTruncated)
        {
            WriteNumber(json, EventField.ResponseBodySize, e.ResponseBody.Size);
            WriteText(json, EventField.ResponseBodySha256, e.ResponseBody.Sha256);
            WriteFlag(json, EventField.ResponseBodyTruncated, true);
        }
    }

    private static void WriteJson(Utf8JsonWriter json, EventField field, RecordedBody body)
    {
        // Of a longer one there is no prefix that would be JSON.
        if (!body.IsTruncated && body.GetBytes() is { IsEmpty: false } bytes)
        {
            json.WritePropertyName(EventFields.NameOf(field));
            json.WriteRawValue(bytes.Span, skipInputValidation: true);
        }
    }

    private static void WriteExtras(Utf8JsonWriter json, IncidentEvent e)
    {
        WriteText(json, EventField.GrpcServiceMethod, e.GrpcServiceMethod);
        WriteText(json, EventField.GrpcStatus, e.GrpcStatus);
        WriteText(json, EventField.InjectionApplied, e.InjectionApplied);
        WriteText(json, EventField.ConnectionEnd, e.ConnectionEnd);
        foreach ((string name, ReadOnlyMemory<byte> value) in e.UnknownFields)
        {
            if (value.Span.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
            {
                throw new ArgumentException($"The field {name} holds a line break between its values, and an event is one line.", nameof(e));
            }

            json.WritePropertyName(name);
            json.WriteRawValue(value.Span);
        }
    }

    private static void WritePairs<T>(Utf8JsonWriter json, EventField field, IReadOnlyList<T> pairs, Func<T, (long First, long Second)> read)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        json.WriteStartArray(EventFields.NameOf(field));
        foreach (T pair in pairs)
        {
            (long first, long second) = read(pair);
            json.WriteStartArray();
            json.WriteNumberValue(first);
            json.WriteNumberValue(second);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, EventField field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(EventFields.NameOf(field), value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, EventField field, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(EventFields.NameOf(field), value);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, EventField field, bool value)
    {
        if (value)
        {
            json.WriteBoolean(EventFields.NameOf(field), value);
        }
    }

    private static void WriteHash(Utf8JsonWriter json, EventField field, RecordedBody body, bool isApart)
    {
        if (!(isApart && body.IsUnhashed))
        {
            WriteText(json, field, body.Sha256);
        }
    }

    private static void WriteBytes(Utf8JsonWriter json, EventField field, RecordedBody body, bool isApart)
    {
        ReadOnlySpan<byte> bytes = isApart ? [] : body.GetBytes().Span;
        if (!bytes.IsEmpty)
        {
            json.WriteBase64String(EventFields.NameOf(field), bytes);
        }
    }

    private static void WriteHeaders(Utf8JsonWriter json, EventField field, HeaderMap headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        json.WriteStartObject(EventFields.NameOf(field));
        for (int i = 0; i < headers.Count; i++)
        {
            (string name, IReadOnlyList<string> values) = headers[i];
            json.WriteStartArray(name);
            for (int j = 0; j < values.Count; j++)
            {
                json.WriteStringValue(values[j]);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
