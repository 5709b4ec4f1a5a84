using System.Text;
using System.Text.Json;

namespace InfernoSim.TestKit.Incidents;

/// <summary>Reads events as they are in the file, without the reader that is under test elsewhere.</summary>
public static class WrittenEvent
{
    /// <summary>The events of a log that is not torn, and may be open.</summary>
    public static JsonElement[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    extension(JsonElement e)
    {
        /// <summary>A field's text; <see langword="null"/> when it is absent.</summary>
        public string? Text(string field) => e.TryGetProperty(field, out JsonElement value) ? value.GetString() : null;

        /// <summary>A field's number; 0 when it is absent.</summary>
        public long Number(string field) => e.TryGetProperty(field, out JsonElement value) ? value.GetInt64() : 0;

        /// <summary>A field's truth; <see langword="false"/> when it is absent.</summary>
        public bool Flag(string field) => e.TryGetProperty(field, out JsonElement value) && value.GetBoolean();

        /// <summary>The decoded bytes of a body field.</summary>
        public byte[] Bytes(string field) => Convert.FromBase64String(e.Text(field) ?? "");

        /// <summary>The decoded bytes of a body field, as Latin-1 text.</summary>
        public string Body(string field) => Encoding.Latin1.GetString(e.Bytes(field));

        /// <summary>The values of a header, whatever its case.</summary>
        public string[] Header(string name, string field = "headers") =>
            e.TryGetProperty(field, out JsonElement headers)
                ? [.. headers.EnumerateObject().Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value.EnumerateArray()).Select(v => v.GetString()!)]
                : [];

        /// <summary>The names of the headers.</summary>
        public string[] HeaderNames(string field = "headers") =>
            e.TryGetProperty(field, out JsonElement headers) ? [.. headers.EnumerateObject().Select(h => h.Name)] : [];
    }
}
