using System.Text.Json;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>The settings of a session that the server tells of, by name.</summary>
internal static class SettingsJson
{
    private const string Member = "settings";

    /// <summary>Writes the member <c>settings</c>, where there are any.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (settings.Count == 0)
        {
            return;
        }

        json.WriteStartObject(Member);
        foreach ((string name, string value) in settings)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads them from a result.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(JsonElement result) => result.TryGetProperty(Member, out JsonElement settings)
        ? settings.EnumerateObject().Select(setting => new KeyValuePair<string, string>(setting.Name, setting.Value.GetString() ?? ""))
        : [];
}
