using System.Text.Json;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Results;

/// <summary>What came back for a recorded statement.</summary>
internal sealed class RecordedResult
{
    private RecordedResult(JsonElement result)
    {
        Error = result.TryGetProperty("error", out JsonElement error) ? ProviderError.Read(error) : null;
        Affected = result.TryGetProperty("affected", out JsonElement affected) ? affected.GetInt32() : -1;
        Sets = result.TryGetProperty("sets", out JsonElement sets) ? [.. sets.EnumerateArray().Select(set => new RecordedSet(set))] : [];
        Scalar = result.TryGetProperty("scalar", out JsonElement scalar) ? RecordedSet.ReadTyped(scalar) : null;
        SupportsSavepoints = result.TryGetProperty("savepoints", out JsonElement savepoints) && savepoints.GetBoolean();
        Outputs = result.TryGetProperty("outputs", out JsonElement outputs)
            ? [.. outputs.EnumerateObject().Select(output => (output.Name, RecordedSet.ReadTyped(output.Value)))]
            : [];
    }

    /// <summary>What the database refused it with, once the rows have been read; <see langword="null"/> where it did not.</summary>
    public ProviderError? Error { get; }

    /// <summary>How many rows were changed; -1 for none.</summary>
    public int Affected { get; }

    /// <summary>The result sets.</summary>
    public IReadOnlyList<RecordedSet> Sets { get; }

    /// <summary>The one value that was asked for; <see cref="DBNull"/> for NULL, <see langword="null"/> for no row.</summary>
    public object? Scalar { get; }

    /// <summary>Whether the transaction that has begun can have savepoints.</summary>
    public bool SupportsSavepoints { get; }

    /// <summary>The values that came back in parameters.</summary>
    public IReadOnlyList<(string Name, object Value)> Outputs { get; }

    /// <summary>Reads a result.</summary>
    /// <param name="json">As it was recorded, live values put in.</param>
    /// <exception cref="RecordedDbException">It is none that can be given back.</exception>
    public static RecordedResult Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return new RecordedResult(json.IsEmpty ? JsonElement.Parse("{}"u8) : JsonElement.Parse(json.Span));
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RecordedDbException($"The recorded result cannot be given back: {failure.Message}");
        }
    }
}

/// <summary>One recorded result set.</summary>
internal sealed class RecordedSet
{
    private readonly JsonElement[] _rows;

    public RecordedSet(JsonElement set)
    {
        Columns = [.. set.GetProperty("columns").EnumerateArray().Select(column => new RecordedColumn(
            column.GetProperty("name").GetString()!, column.GetProperty("type").GetString()!, column.TryGetProperty("as", out JsonElement type) ? type.GetString()! : nameof(String)))];
        _rows = set.TryGetProperty("rows", out JsonElement rows) ? [.. rows.EnumerateArray()] : [];
        HasMore = set.TryGetProperty("more", out JsonElement more) && more.GetBoolean();
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<RecordedColumn> Columns { get; }

    /// <summary>How many rows were recorded.</summary>
    public int Count => _rows.Length;

    /// <summary>Whether the service read no further, so that nobody knows whether there were more.</summary>
    public bool HasMore { get; }

    /// <summary>The values of a row.</summary>
    /// <param name="row">Its place.</param>
    public object[] Row(int row) => [.. _rows[row].EnumerateArray().Select((cell, column) => cell.ValueKind == JsonValueKind.Object ? ReadTyped(cell) : SqlValues.Read(cell, Columns[column].As))];

    /// <summary>A value that says its type.</summary>
    /// <param name="value">An object, or <see langword="null"/>.</param>
    public static object ReadTyped(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? DBNull.Value
        : SqlValues.Read(value.GetProperty("value"), value.GetProperty("type").GetString()!);
}

/// <summary>A column of a recorded result set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type for the database.</param>
/// <param name="As">The type of its values.</param>
internal readonly record struct RecordedColumn(string Name, string Type, string As);
