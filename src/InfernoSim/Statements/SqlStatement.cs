using System.Buffers;
using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.Statements;

/// <summary>
/// A statement that a service sends to a database. What is recorded of it and what is looked up for it are made here, so that they
/// cannot differ.
/// </summary>
internal sealed class SqlStatement
{
    private const int UsualRest = 512;

    private readonly SqlReading _read;
    private readonly byte[] _json;

    /// <summary>Makes a statement.</summary>
    /// <param name="database">The database, as a name of lower case without spaces.</param>
    /// <param name="system">What kind of database it is, as OpenTelemetry names it: <c>sqlite</c>, <c>postgresql</c>.</param>
    /// <param name="sql">The text as it is sent.</param>
    /// <param name="parameters">Its parameters, in order.</param>
    /// <param name="isolation">Of the beginning of a transaction, its isolation level where one is asked for.</param>
    public SqlStatement(string database, string system, string sql, IReadOnlyList<SqlParameter>? parameters = null, string? isolation = null)
        : this(database, system, sql, text => Write(system, text, parameters ?? [], isolation))
    {
    }

    /// <summary>Makes a statement that is written in a way of its own.</summary>
    /// <param name="database">The database, as a name of lower case without spaces.</param>
    /// <param name="system">What kind of database it is, as OpenTelemetry names it.</param>
    /// <param name="sql">The text as it is sent.</param>
    /// <param name="write">Writes the field <c>statement</c>, given the text as it is matched.</param>
    public SqlStatement(string database, string system, string sql, Func<string, byte[]> write)
    {
        Database = database;
        System = system;
        _read = SqlReadings.Shared.Read(sql);
        _json = write(Text);
    }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>What kind of database it is.</summary>
    public string System { get; }

    /// <summary>The text as it is matched.</summary>
    public string Text => _read.Text;

    /// <summary>Its verb, in upper case.</summary>
    public string Kind => _read.Kind;

    /// <summary>The table, as the path of a URL.</summary>
    public string Target => _read.Target;

    /// <summary>What names database and table.</summary>
    public string Url => $"{SqlEvent.Scheme}://{Database}{Target}";

    /// <summary>Text and parameters, as the field <c>statement</c> of an event.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    private static byte[] Write(string system, string text, IReadOnlyList<SqlParameter> parameters, string? isolation)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + UsualRest);
        using (var json = new Utf8JsonWriter(buffer, SqlValues.Options))
        {
            json.WriteStartObject();
            json.WriteString("system", system);
            json.WriteString("text", text);
            if (isolation is not null)
            {
                json.WriteString("isolation", isolation);
            }

            if (parameters.Count > 0)
            {
                SqlParameter.Write(json, "parameters", parameters);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
