using System.Buffers;
using System.Globalization;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>What a client asks of the server in one go: a text with the values of its parameters, or with the data of a COPY.</summary>
/// <param name="Text">The text as it was sent.</param>
internal sealed record PostgresStatement(string Text)
{
    /// <summary>The values of the parameters.</summary>
    public IReadOnlyList<PostgresParameter> Parameters { get; init; } = [];

    /// <summary>How many rows are asked for; 0 for all.</summary>
    public int MostRows { get; init; }

    /// <summary>How many parts of the result had been read before, of a result that is read in parts.</summary>
    public int Continues { get; init; }

    /// <summary>The data that the client sends for a COPY; <see langword="null"/> where it sends none.</summary>
    public ReadOnlyMemory<byte>? Copy { get; init; }

    /// <summary>How many bytes of all that were not kept, because there were too many.</summary>
    public long Lost { get; init; }
}

/// <summary>The value of a parameter.</summary>
/// <param name="Type">Its type; 0 where the client left that to the server.</param>
/// <param name="Format">Its format.</param>
/// <param name="Value">Its bytes; <see langword="null"/> for null.</param>
internal readonly record struct PostgresParameter(uint Type, ValueFormat Format, byte[]? Value);

/// <summary>Writes the <c>statement</c> of an event, the same for a recording as for a replay: by it statements are matched.</summary>
internal static class StatementJson
{
    /// <summary>The statement as it is recorded and looked up.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">What is asked of it.</param>
    public static SqlStatement Of(string database, PostgresStatement statement) => new(DatabaseName(database), RecordedDatabases.OnTheWire, statement.Text, text => Write(statement, text));

    /// <summary>A database's name as a URL has it.</summary>
    public static string DatabaseName(string database) => Uri.EscapeDataString(database.ToLowerInvariant());

    private static byte[] Write(PostgresStatement statement, string normalized)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, SqlValues.Options))
        {
            json.WriteStartObject();
            json.WriteString("system", RecordedDatabases.OnTheWire);
            json.WriteString("text", normalized);
            WriteParameters(json, statement.Parameters);
            if (statement.MostRows > 0)
            {
                json.WriteNumber("rows", statement.MostRows);
            }

            if (statement.Continues > 0)
            {
                json.WriteNumber("continues", statement.Continues);
            }

            if (statement.Copy is { } copy)
            {
                json.WritePropertyName("data");
                CopyOut.WriteValue(json, copy.Span);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, IReadOnlyList<PostgresParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        json.WriteStartObject("parameters");
        for (int i = 0; i < parameters.Count; i++)
        {
            PostgresParameter parameter = parameters[i];
            json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"));
            if (parameter.Type != 0)
            {
                json.WriteString("type", PostgresType.Of(parameter.Type).Name);
            }

            json.WritePropertyName("value");
            ReadableValue.Write(json, parameter.Type, parameter.Format, parameter.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
