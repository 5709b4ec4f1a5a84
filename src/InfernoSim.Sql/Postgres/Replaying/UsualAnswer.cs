using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>
/// The answers that every server gives to what drivers and pools send to tidy a connection up. Whether one was recorded depends on how
/// busy the pool was.
/// </summary>
internal static class UsualAnswer
{
    /// <summary>The answer to a text.</summary>
    /// <param name="text">One or several statements; or none.</param>
    /// <returns><see langword="null"/> where one of them needs a recording.</returns>
    public static RecordedResult? To(string text)
    {
        List<SqlPart> parts = SqlParts.Of(text);
        JsonObject?[] sets = parts.Count == 0 ? [[]] : [.. parts.Select(Of)];
        return Array.Exists(sets, set => set is null) ? null : RecordedResult.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["sets"] = new JsonArray([.. sets]) }));
    }

    private static JsonObject? Of(SqlPart part) => part.Keyword(0) switch
    {
        "SET" or "RESET" or "UNLISTEN" => Tagged(part.Keyword(0)),
        "DISCARD" => Tagged($"DISCARD {part.Keyword(1)}"),
        "DEALLOCATE" => Tagged(part.Keyword(part.Length - 1) == "ALL" ? "DEALLOCATE ALL" : "DEALLOCATE"),
        "CLOSE" => Tagged("CLOSE CURSOR ALL"),
        "SELECT" when part.Keyword(1) == "PG_ADVISORY_UNLOCK_ALL" && part.Length == 4 => NothingOf("pg_advisory_unlock_all"),
        _ => null,
    };

    private static JsonObject Tagged(string tag) => new() { ["tag"] = tag };

    // A function that returns void: one row with one empty value.
    private static JsonObject NothingOf(string function) => new()
    {
        ["columns"] = new JsonArray(new JsonObject { ["name"] = function, ["oid"] = 2278, ["size"] = 4 }),
        ["rows"] = new JsonArray(new JsonArray("")),
        ["tag"] = "SELECT 1",
    };
}
