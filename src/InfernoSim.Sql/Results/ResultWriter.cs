using System.Buffers;
using System.Text.Json;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Results;

/// <summary>
/// Writes what comes back for a statement as one JSON object: result sets row by row, rows that were changed, output parameters, an error.
/// What goes past the limit is counted and not kept.
/// </summary>
/// <param name="limit">How many bytes are kept.</param>
internal sealed class ResultWriter(int limit)
{
    private const int UsualRest = 512;

    private readonly List<ResultSetWriter> _sets = [];
    private readonly List<SqlParameter> _outputs = [];
    private int? _affected;
    private bool? _savepoints;
    private object? _scalar;
    private bool _hasScalar;
    private ProviderError? _error;

    /// <summary>Begins a result set.</summary>
    /// <param name="columns">The names of its columns and their types for the database.</param>
    public ResultSetWriter BeginSet(IReadOnlyList<(string Name, string Type)> columns)
    {
        var set = new ResultSetWriter(columns, limit);
        _sets.Add(set);
        return set;
    }

    /// <summary>How many rows were changed; fewer than 0 for a statement that changes none.</summary>
    public void SetAffected(int rows) => _affected = rows < 0 ? null : rows;

    /// <summary>The one value that was asked for.</summary>
    public void SetScalar(object? value) => (_scalar, _hasScalar) = (value, true);

    /// <summary>Whether the transaction that has begun can have savepoints.</summary>
    public void SetSavepoints(bool areSupported) => _savepoints = areSupported;

    /// <summary>The values that came back in parameters.</summary>
    public void SetOutputs(IEnumerable<SqlParameter> outputs) => _outputs.AddRange(outputs);

    /// <summary>The database refused, or the connection to it failed.</summary>
    public void SetError(Exception failure) => _error = ProviderError.Of(failure);

    /// <summary>The whole.</summary>
    /// <returns>The JSON; and its length where it is longer than the limit, of which nothing is kept then.</returns>
    public (ReadOnlyMemory<byte> Json, long? Size) Write()
    {
        long rows = _sets.Sum(set => set.Length);
        if (rows > limit)
        {
            return (default, rows);
        }

        // The rows, and about as much as is written around them.
        var buffer = new ArrayBufferWriter<byte>((int)rows + UsualRest);
        using (var json = new Utf8JsonWriter(buffer, SqlValues.Options))
        {
            json.WriteStartObject();
            WriteSets(json);
            if (_hasScalar)
            {
                json.WritePropertyName("scalar");
                WriteTyped(json, _scalar);
            }

            if (_affected is { } affected)
            {
                json.WriteNumber("affected", affected);
            }

            if (_savepoints is { } savepoints)
            {
                json.WriteBoolean("savepoints", savepoints);
            }

            if (_outputs.Count > 0)
            {
                SqlParameter.Write(json, "outputs", _outputs);
            }

            _error?.Write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenCount > limit ? (default, buffer.WrittenCount) : (buffer.WrittenMemory, null);
    }

    /// <summary>Writes a value with the name of its type.</summary>
    internal static void WriteTyped(Utf8JsonWriter json, object? value)
    {
        if (value is null or DBNull)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", SqlValues.TypeOf(value));
        json.WritePropertyName("value");
        SqlValues.Write(json, value);
        json.WriteEndObject();
    }

    private void WriteSets(Utf8JsonWriter json)
    {
        if (_sets.Count == 0)
        {
            return;
        }

        json.WriteStartArray("sets");
        foreach (ResultSetWriter set in _sets)
        {
            set.Write(json);
        }

        json.WriteEndArray();
    }
}
