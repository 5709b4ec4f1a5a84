using System.Text.Json;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>What one command came to: rows, a tag, the data of a COPY.</summary>
/// <param name="json">A member of <c>sets</c> of a result.</param>
internal readonly struct RecordedSet(JsonElement json)
{
    /// <summary>The columns; <see langword="null"/> where there is no result, or it was never described.</summary>
    public IReadOnlyList<ColumnDescription>? Columns =>
        json.TryGetProperty("columns", out JsonElement columns) ? [.. columns.EnumerateArray().Select(ColumnJson.Read)] : null;

    /// <summary>The tag; <see langword="null"/> for an empty statement, or one that goes on.</summary>
    public string? Tag => json.TryGetProperty("tag", out JsonElement tag) ? tag.GetString() : null;

    /// <summary>Whether it goes on when it is asked to.</summary>
    public bool IsSuspended => json.TryGetProperty("suspended", out _);

    /// <summary>The formats of the COPY that it is; <see langword="null"/> where it is none.</summary>
    public CopyFormats? Copy => json.TryGetProperty("copy", out JsonElement copy)
        ? new CopyFormats(copy.GetProperty("binary").GetBoolean(), [.. copy.GetProperty("formats").EnumerateArray().Select(format => format.GetInt16())])
        : null;

    /// <summary>Whether the client sends the data of the COPY.</summary>
    public bool IsCopyIn => json.TryGetProperty("copy", out JsonElement copy) && copy.GetProperty("direction").ValueEquals("in");

    /// <summary>The data that the server sends of the COPY, message by message.</summary>
    public IEnumerable<JsonElement> CopiedOut => json.GetProperty("copy").TryGetProperty("data", out JsonElement data) ? data.EnumerateArray() : [];

    /// <summary>Whether it broke off, with an error or the end of the connection.</summary>
    public bool IsUnfinished => json.TryGetProperty("unfinished", out _);

    /// <summary>The rows.</summary>
    public IEnumerable<JsonElement> Rows => json.TryGetProperty("rows", out JsonElement rows) ? rows.EnumerateArray() : [];

    /// <summary>A row as it goes over the wire.</summary>
    /// <param name="row">One of <see cref="Rows"/>.</param>
    /// <param name="columns">The columns, where they are known.</param>
    /// <param name="asked">The formats that are asked for; <see langword="null"/> for those that were recorded.</param>
    /// <exception cref="FormatException">A value is none of its column's type, or has no other format.</exception>
    public static byte[]?[] ValuesOf(JsonElement row, IReadOnlyList<ColumnDescription>? columns, FormatCodes? asked)
    {
        var values = new byte[]?[row.GetArrayLength()];
        int index = 0;
        foreach (JsonElement value in row.EnumerateArray())
        {
            ColumnDescription? column = index < columns?.Count ? columns[index] : null;
            values[index] = column is not null && asked is { } formats && formats[index] != column.Format
                ? OtherFormat.Of(column.Type, column.Format, value)
                : WireValue.Of(column?.Type ?? 0, column?.Format ?? ValueFormat.Text, value);
            index++;
        }

        return values;
    }
}
