using System.Text;
using System.Text.Json;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>Reads the fields of an event as they are in the file.</summary>
internal static class RecordedJson
{
    public static string? Text(this JsonElement e, string field) => e.TryGetProperty(field, out JsonElement value) ? value.GetString() : null;

    public static long Number(this JsonElement e, string field) => e.TryGetProperty(field, out JsonElement value) ? value.GetInt64() : 0;

    public static bool Flag(this JsonElement e, string field) => e.TryGetProperty(field, out JsonElement value) && value.GetBoolean();

    /// <summary>The decoded bytes of a body field, as Latin-1 text.</summary>
    public static string Body(this JsonElement e, string field) => Encoding.Latin1.GetString(Convert.FromBase64String(e.Text(field) ?? ""));

    public static string[] Header(this JsonElement e, string name, string field = "headers") =>
        e.TryGetProperty(field, out JsonElement headers)
            ? [.. headers.EnumerateObject().Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value.EnumerateArray()).Select(v => v.GetString()!)]
            : [];

    public static string[] HeaderNames(this JsonElement e, string field = "headers") =>
        e.TryGetProperty(field, out JsonElement headers) ? [.. headers.EnumerateObject().Select(h => h.Name)] : [];

    public static JsonElement Only(this JsonElement[] events, string type) => Assert.Single(events, e => e.Text("type") == type);
}
