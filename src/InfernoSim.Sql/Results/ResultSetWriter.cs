using System.Buffers;
using System.Text.Json;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Results;

/// <summary>Writes one result set. The type of a column is that of its first value; a value of another type says its own.</summary>
/// <param name="columns">The names of the columns and their types for the database.</param>
/// <param name="limit">How many bytes of rows are kept.</param>
internal sealed class ResultSetWriter(IReadOnlyList<(string Name, string Type)> columns, int limit)
{
    private readonly ArrayBufferWriter<byte> _rows = new();
    private readonly string?[] _types = new string?[columns.Count];
    private Utf8JsonWriter? _row;
    private bool _hasMore = true;

    /// <summary>How many bytes the rows take, kept or not.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="values">A value for each column.</param>
    public void Add(IReadOnlyList<object?> values)
    {
        int before = _rows.WrittenCount;
        _rows.Write(before == 0 ? "["u8 : ","u8);
        Utf8JsonWriter json = _row ??= new Utf8JsonWriter(_rows, SqlValues.Options);
        json.Reset();
        json.WriteStartArray();
        for (int i = 0; i < values.Count; i++)
        {
            WriteCell(json, i, values[i]);
        }

        json.WriteEndArray();
        json.Flush();
        Length += _rows.WrittenCount - before;
        if (Length > limit)
        {
            _rows.Clear();
        }
    }

    /// <summary>There are no more rows.</summary>
    public void End() => _hasMore = false;

    /// <summary>Writes the set, once.</summary>
    /// <param name="json">Where to.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("columns");
        foreach ((int i, (string name, string type)) in columns.Index())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", type);
            if (_types[i] is { } read)
            {
                json.WriteString("as", read);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (_rows.WrittenCount > 0)
        {
            json.WritePropertyName("rows");
            _rows.Write("]"u8);
            json.WriteRawValue(_rows.WrittenSpan, skipInputValidation: true);
        }

        if (_hasMore)
        {
            json.WriteBoolean("more", true);
        }

        json.WriteEndObject();
    }

    private void WriteCell(Utf8JsonWriter json, int column, object? value)
    {
        if (value is null or DBNull)
        {
            json.WriteNullValue();
            return;
        }

        string type = SqlValues.TypeOf(value);
        if (type == (_types[column] ??= type))
        {
            SqlValues.Write(json, value);
        }
        else
        {
            ResultWriter.WriteTyped(json, value);
        }
    }
}
