using System.Text.Json;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>The <c>result</c> of an event, to be sent again.</summary>
internal sealed class RecordedResult
{
    private readonly JsonElement _json;

    private RecordedResult(JsonElement json)
    {
        _json = json;
        Sets = json.TryGetProperty("sets", out JsonElement sets) ? [.. sets.EnumerateArray().Select(set => new RecordedSet(set))] : [];
        Error = json.TryGetProperty("error", out JsonElement error) ? DiagnosticJson.Read(error) : null;
        IsTextRefused = Error is not null && error.TryGetProperty(DiagnosticJson.TextRefused, out _);
    }

    /// <summary>What each command came to.</summary>
    public IReadOnlyList<RecordedSet> Sets { get; }

    /// <summary>What went wrong; <see langword="null"/> for nothing.</summary>
    public DiagnosticFields? Error { get; }

    /// <summary>Whether the text itself was refused, before there were values.</summary>
    public bool IsTextRefused { get; }

    /// <summary>What the server said beside it.</summary>
    public IEnumerable<DiagnosticFields> Notices => _json.TryGetProperty("notices", out JsonElement notices) ? notices.EnumerateArray().Select(DiagnosticJson.Read) : [];

    /// <summary>Settings of the session that became others.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings => SettingsJson.Read(_json);

    /// <summary>The types of a prepared statement's parameters; none where it is no description.</summary>
    public IReadOnlyList<uint> ParameterTypes =>
        _json.TryGetProperty("parameterTypes", out JsonElement types) ? [.. types.EnumerateArray().Select(type => type.GetUInt32())] : [];

    /// <summary>Reads a result.</summary>
    /// <param name="json">The result.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static RecordedResult Read(ReadOnlyMemory<byte> json) => new(JsonSerializer.Deserialize<JsonElement>(json.Span));
}
