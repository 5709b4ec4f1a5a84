using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.WebSockets;

/// <summary>
/// All that one side of a WebSocket said, as one JSON document, so that it is kept, hidden, compared and replayed as a body is: an object of
/// messages by their numbers, such as <c>{"1":{"json":{"op":"join"}},"2":{"text":"hi"},"3":{"binary":"AAE="},"4":{"close":1000}}</c>.
/// </summary>
internal static class SpokenDocument
{
    private const string Json = "json";
    private const string Records = "records";
    private const string Text = "text";
    private const string Binary = "binary";
    private const string Close = "close";
    private const string Reason = "reason";

    // What ends each record of the JSON protocol of SignalR.
    private const byte RecordEnd = 0x1E;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = JsonDepth.Greatest };

    private static readonly JsonWriterOptions Written = new() { Encoder = EventFields.Encoder, SkipValidation = true };

    /// <summary>What stands before the first message.</summary>
    public static ReadOnlySpan<byte> Beginning => "{"u8;

    /// <summary>What stands behind the last one.</summary>
    public static ReadOnlySpan<byte> End => "}"u8;

    /// <summary>A message as it stands in the document, behind those before it.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="message">The message.</param>
    public static ReadOnlyMemory<byte> Member(int number, SpokenMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Content.Length + 32);
        buffer.Write(number == 1 ? ""u8 : ","u8);
        WriteMember(buffer, number, message);
        return buffer.WrittenMemory;
    }

    /// <summary>The document of one message alone, where it stands in that of all.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="message">The message.</param>
    public static ReadOnlyMemory<byte> Of(int number, SpokenMessage message)
    {
        var document = new ArrayBufferWriter<byte>(message.Content.Length + 32);
        document.Write(Beginning);
        WriteMember(document, number, message);
        document.Write(End);
        return document.WrittenMemory;
    }

    /// <summary>The document of some messages.</summary>
    /// <param name="messages">The messages.</param>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<SpokenMessage> messages)
    {
        var document = new ArrayBufferWriter<byte>();
        document.Write(Beginning);
        foreach ((int index, SpokenMessage message) in messages.Index())
        {
            document.Write(Member(index + 1, message).Span);
        }

        document.Write(End);
        return document.WrittenMemory;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="messages">The messages in it.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<SpokenMessage>? messages)
    {
        messages = null;
        try
        {
            using var parsed = JsonDocument.Parse(document, Deep);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                messages = [.. parsed.RootElement.EnumerateObject().Select(member => Read(member.Value))];
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // It is none.
        }

        return messages is not null;
    }

    /// <summary>Whether there may be binary messages in a document, or in the beginning of one.</summary>
    /// <param name="document">The document.</param>
    public static bool MayHoldBinary(ReadOnlySpan<byte> document) => document.IndexOf("\"binary\":"u8) >= 0;

    /// <summary>The bytes of the binary messages in a document; none where it is no document.</summary>
    /// <param name="document">The document.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> BinariesIn(ReadOnlyMemory<byte> document) =>
        MayHoldBinary(document.Span) && TryRead(document, out IReadOnlyList<SpokenMessage>? messages)
            ? messages.Where(message => message.Kind == MessageKind.Binary).Select(message => message.Content)
            : [];

    /// <summary>Whether the JSON of a message stands at a place of a document, and not another object or array.</summary>
    /// <param name="place">The names on the way to it, with <c>*</c> for the document: <c>/*/2/json</c>.</param>
    public static bool IsJsonOfMessage(ReadOnlySpan<char> place)
    {
        int name = place.LastIndexOf('/');
        return place[(name + 1)..] is Json or Records && place.StartsWith("/*/") && name > 3 && !place[3..name].ContainsAnyExceptInRange('0', '9');
    }

    private static void WriteMember(ArrayBufferWriter<byte> buffer, int number, SpokenMessage message)
    {
        buffer.Write(Encoding.ASCII.GetBytes($"\"{number}\":"));
        using var json = new Utf8JsonWriter(buffer, Written);
        json.WriteStartObject();
        Write(json, message);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SpokenMessage message)
    {
        ReadOnlySpan<byte> content = message.Content.Span;
        switch (message.Kind)
        {
            case MessageKind.Binary:
                json.WriteBase64String(Binary, content);
                break;
            case MessageKind.Close:
                json.WriteNumber(Close, message.Code);
                if (!content.IsEmpty)
                {
                    json.WriteString(Reason, content);
                }

                break;
            default:
                WriteText(json, content);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> content)
    {
        if (IsContainer(content))
        {
            json.WritePropertyName(Json);
            json.WriteRawValue(content, skipInputValidation: true);
        }
        else if (AreRecords(content))
        {
            json.WriteStartArray(Records);
            for (int end; (end = content.IndexOf(RecordEnd)) >= 0; content = content[(end + 1)..])
            {
                json.WriteRawValue(content[..end], skipInputValidation: true);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString(Text, content);
        }
    }

    private static bool AreRecords(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || content[^1] != RecordEnd)
        {
            return false;
        }

        for (int end; (end = content.IndexOf(RecordEnd)) >= 0; content = content[(end + 1)..])
        {
            if (!IsContainer(content[..end]))
            {
                return false;
            }
        }

        return true;
    }

    // An object or an array, without white space around it that would be lost.
    private static bool IsContainer(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 || (content[0], content[^1]) is not (((byte)'{', (byte)'}') or ((byte)'[', (byte)']')))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(content);
            reader.Read();
            reader.Skip();
            return reader.BytesConsumed == content.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static SpokenMessage Read(JsonElement message)
    {
        foreach (JsonProperty member in message.EnumerateObject())
        {
            switch (member.Name)
            {
                case Json:
                    return new SpokenMessage(MessageKind.Text, JsonMarshal.GetRawUtf8Value(member.Value).ToArray());
                case Records:
                    return new SpokenMessage(MessageKind.Text, ReadRecords(member.Value));
                case Text:
                    return new SpokenMessage(MessageKind.Text, Utf8Of(member.Value));
                case Binary:
                    return new SpokenMessage(MessageKind.Binary, member.Value.GetBytesFromBase64());
                case Close:
                    return new SpokenMessage(MessageKind.Close, message.TryGetProperty(Reason, out JsonElement reason) ? Utf8Of(reason) : ReadOnlyMemory<byte>.Empty, member.Value.GetUInt16());
            }
        }

        throw new FormatException("A message says nothing that is known.");
    }

    private static ReadOnlyMemory<byte> ReadRecords(JsonElement records)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (JsonElement item in records.EnumerateArray())
        {
            text.Write(JsonMarshal.GetRawUtf8Value(item));
            text.Write([RecordEnd]);
        }

        return text.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Utf8Of(JsonElement text) => Encoding.UTF8.GetBytes(text.GetString()!);
}
