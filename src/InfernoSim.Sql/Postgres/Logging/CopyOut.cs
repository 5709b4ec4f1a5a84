using System.Text.Json;
using System.Text.Unicode;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>A COPY as a result has it: its formats, and what the server sends. What the client sends belongs to the statement.</summary>
/// <param name="formats">Its formats.</param>
/// <param name="isFromClient">Whether the client sends the data.</param>
internal sealed class CopyOut(CopyFormats formats, bool isFromClient)
{
    private readonly List<byte[]> _messages = [];
    private long _size;

    /// <summary>More of the data.</summary>
    /// <param name="content">The data.</param>
    /// <param name="limit">How much is kept.</param>
    /// <returns><see langword="false"/> when that is too much.</returns>
    public bool TryAdd(ReadOnlySpan<byte> content, int limit)
    {
        _size += content.Length;
        if (_size <= limit)
        {
            _messages.Add(content.ToArray());
        }

        return _size <= limit;
    }

    /// <summary>Writes the member <c>copy</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("copy");
        json.WriteString("direction", isFromClient ? "in" : "out");
        json.WriteBoolean("binary", formats.IsBinary);
        json.WriteStartArray("formats");
        foreach (short format in formats.ColumnFormats)
        {
            json.WriteNumberValue(format);
        }

        json.WriteEndArray();
        if (!isFromClient)
        {
            // A driver may rely on each row having a message of its own.
            json.WriteStartArray("data");
            _messages.ForEach(message => WriteValue(json, message));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes data: text where it is text, else its bytes.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        if (Utf8.IsValid(data))
        {
            json.WriteStringValue(data);
            return;
        }

        json.WriteStartObject();
        json.WriteBase64String(ReadableValue.Base64, data);
        json.WriteEndObject();
    }
}
