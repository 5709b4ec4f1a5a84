using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.Statements;

/// <summary>A statement as a person reads it: <c>SQL orders: INSERT INTO "Orders" …</c>.</summary>
internal static class SqlDisplay
{
    private const int LongestText = 100;
    private const string Ellipsis = "…";
    private const string Beginning = "SQL ";

    /// <summary>Whether a call that is described so is a statement.</summary>
    /// <param name="display">A description of a dependency call.</param>
    public static bool Is(string display) => display.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>Describes a statement.</summary>
    /// <param name="database">The database.</param>
    /// <param name="kind">The verb, for a statement whose text was not kept.</param>
    /// <param name="target">The table as the path of a URL, for the same.</param>
    /// <param name="json">Text and parameters.</param>
    public static string Of(string database, string kind, string target, ReadOnlyMemory<byte> json) =>
        $"{Beginning}{database}: {Shorten(TextOf(json) ?? $"{kind} {Uri.UnescapeDataString(target.TrimStart('/'))}".TrimEnd())}";

    /// <summary>Describes a recorded statement.</summary>
    /// <param name="recorded">An <see cref="IncidentEventType.SqlStatement"/>.</param>
    public static string Of(IncidentEvent recorded)
    {
        string url = recorded.Url ?? "";
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int path = scheme < 0 ? -1 : url.IndexOf('/', scheme + 3);
        return Of(recorded.Service ?? "", recorded.Method ?? "", path < 0 ? "" : url[path..], recorded.Body.GetBytes());
    }

    /// <summary>The text of a statement.</summary>
    /// <param name="json">Text and parameters.</param>
    /// <returns><see langword="null"/> when it was not kept.</returns>
    public static string? TextOf(ReadOnlyMemory<byte> json) => Member(json, "text");

    /// <summary>What kind of database a statement is for.</summary>
    /// <param name="json">Text and parameters.</param>
    /// <returns><see langword="null"/> when it was not kept.</returns>
    public static string? SystemOf(ReadOnlyMemory<byte> json) => Member(json, "system");

    private static string? Member(ReadOnlyMemory<byte> json, string name)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        // A surrogate pair is not parted.
        int length = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text[..length] + Ellipsis;
    }
}
