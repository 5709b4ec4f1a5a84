using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>An error or a notice in a log: its SQLSTATE and message by name, and every field under its letter, in the order they came.</summary>
internal static class DiagnosticJson
{
    /// <summary>The member of an error that says that the text itself was refused.</summary>
    public const string TextRefused = "textRefused";

    private const string Fields = "fields";

    /// <summary>Writes the member <c>error</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="error">The error.</param>
    /// <param name="isTextRefused">Whether the text itself was refused, before there were values.</param>
    public static void WriteError(Utf8JsonWriter json, DiagnosticFields error, bool isTextRefused)
    {
        json.WriteStartObject("error");
        if (isTextRefused)
        {
            json.WriteBoolean(TextRefused, true);
        }

        json.WriteString("sqlState", error.SqlState);
        json.WriteString("message", error.Message);
        WriteFields(json, error);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>notices</c>, where there are any.</summary>
    public static void WriteNotices(Utf8JsonWriter json, IReadOnlyList<DiagnosticFields> notices)
    {
        if (notices.Count == 0)
        {
            return;
        }

        json.WriteStartArray("notices");
        foreach (DiagnosticFields notice in notices)
        {
            json.WriteStartObject();
            WriteFields(json, notice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads one of either.</summary>
    public static DiagnosticFields Read(JsonElement json)
    {
        if (json.TryGetProperty(Fields, out JsonElement fields))
        {
            return new DiagnosticFields([.. fields.EnumerateObject().Where(field => field.Name.Length == 1).Select(field => new KeyValuePair<char, string>(field.Name[0], field.Value.GetString() ?? ""))]);
        }

        // Written by hand, or of another provider.
        return DiagnosticFields.Of("ERROR", Text(json, "sqlState") ?? "XX000", Text(json, "message") ?? "");
    }

    private static void WriteFields(Utf8JsonWriter json, DiagnosticFields diagnostic)
    {
        json.WriteStartObject(Fields);
        foreach ((char letter, string value) in diagnostic.All)
        {
            json.WriteString([letter], value);
        }

        json.WriteEndObject();
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
