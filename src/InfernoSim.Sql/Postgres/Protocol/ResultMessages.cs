using System.Globalization;

namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it comes from; 0 where it comes from none.</param>
/// <param name="Attribute">Its number in that table; 0 where it comes from none.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="TypeSize">How many bytes they have; negative where that varies.</param>
/// <param name="TypeModifier">What the type was declared with, such as a length; -1 for nothing.</param>
/// <param name="Format">How its values are written.</param>
internal sealed record ColumnDescription(string Name, uint Table, short Attribute, uint Type, short TypeSize, int TypeModifier, ValueFormat Format)
{
    /// <summary>Reads a RowDescription.</summary>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static ColumnDescription[] ReadAll(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        var columns = new ColumnDescription[reader.Count()];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new ColumnDescription(
                reader.Text(), reader.Oid(), reader.Int16(), reader.Oid(), reader.Int16(), reader.Int32(), FormatCodes.Of(reader.Int16()));
        }

        return columns;
    }
}

/// <summary>DataRow: the values of a row, as they are written.</summary>
internal static class DataRow
{
    /// <summary>Reads one.</summary>
    /// <returns>The values, <see langword="null"/> for null.</returns>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static byte[]?[] Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        byte[]?[] values = new byte[]?[reader.Count()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.Value();
        }

        return values;
    }
}

/// <summary>ParameterDescription: the types of a prepared statement's parameters.</summary>
internal static class ParameterTypes
{
    /// <summary>Reads them.</summary>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static uint[] Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        uint[] types = new uint[reader.Count()];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = reader.Oid();
        }

        return types;
    }
}

/// <summary>The fields of an ErrorResponse or a NoticeResponse, in their order, each with its letter.</summary>
/// <param name="All">The fields.</param>
internal sealed record DiagnosticFields(IReadOnlyList<KeyValuePair<char, string>> All)
{
    /// <summary>The SQLSTATE; empty where there is none.</summary>
    public string SqlState => this['C'];

    /// <summary>The message for people; empty where there is none.</summary>
    public string Message => this['M'];

    /// <summary>Whether the connection ends with it.</summary>
    public bool IsFatal => (this['V'] is { Length: > 0 } severity ? severity : this['S']) is "FATAL" or "PANIC";

    /// <summary>A field; empty where there is none.</summary>
    /// <param name="letter">Its letter, as the documentation lists them.</param>
    public string this[char letter] => All.FirstOrDefault(field => field.Key == letter).Value ?? "";

    /// <summary>Reads them.</summary>
    /// <exception cref="PostgresProtocolException">They are cut short.</exception>
    public static DiagnosticFields Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        var fields = new List<KeyValuePair<char, string>>();
        while (reader.Byte() is var letter and not 0)
        {
            fields.Add(new((char)letter, reader.Text()));
        }

        return new DiagnosticFields(fields);
    }

    /// <summary>The fields of an error that the server did not send.</summary>
    /// <param name="severity"><c>ERROR</c>, or <c>FATAL</c> where the connection ends with it.</param>
    /// <param name="sqlState">The SQLSTATE.</param>
    /// <param name="message">What is wrong.</param>
    public static DiagnosticFields Of(string severity, string sqlState, string message) =>
        new([new('S', severity), new('V', severity), new('C', sqlState), new('M', message)]);
}

/// <summary>What begins a COPY: CopyInResponse or CopyOutResponse.</summary>
/// <param name="IsBinary">Whether the data as a whole is binary.</param>
/// <param name="ColumnFormats">The formats of its columns.</param>
internal sealed record CopyFormats(bool IsBinary, IReadOnlyList<short> ColumnFormats)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static CopyFormats Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        bool isBinary = reader.Byte() == 1;
        short[] formats = new short[reader.Count()];
        for (int i = 0; i < formats.Length; i++)
        {
            formats[i] = reader.Int16();
        }

        return new CopyFormats(isBinary, formats);
    }
}

/// <summary>A command tag, such as <c>INSERT 0 3</c>.</summary>
internal static class CommandTag
{
    private static readonly string[] Changing = ["INSERT ", "UPDATE ", "DELETE ", "MERGE ", "COPY "];

    /// <summary>How many rows a command says that it has changed.</summary>
    /// <returns><see langword="null"/> for a command that changes none.</returns>
    public static long? ChangedBy(string tag) =>
        Changing.Any(verb => tag.StartsWith(verb, StringComparison.Ordinal))
        && long.TryParse(tag.AsSpan(tag.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? rows
            : null;
}
