namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>How a value is written.</summary>
internal enum ValueFormat
{
    /// <summary>As SQL shows it.</summary>
    Text = 0,

    /// <summary>As the type's own send function writes it.</summary>
    Binary = 1,
}

/// <summary>Parse: a text becomes a prepared statement.</summary>
/// <param name="Statement">Its name; empty for the unnamed one.</param>
/// <param name="Text">The text.</param>
/// <param name="ParameterTypes">The types that the client gives, 0 where it leaves one to the server; perhaps fewer than there are parameters.</param>
internal sealed record ParseMessage(string Statement, string Text, IReadOnlyList<uint> ParameterTypes)
{
    /// <summary>Reads it.</summary>
    /// <param name="content">The message.</param>
    /// <param name="isCut">Whether only the first part of the message is there; then the text is, as far as it goes, and no types.</param>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static ParseMessage Read(ReadOnlySpan<byte> content, bool isCut = false)
    {
        var reader = new MessageReader(content);
        string name = reader.Text();
        string text = reader.Text(isCut);
        if (isCut)
        {
            return new ParseMessage(name, text, []);
        }

        uint[] types = new uint[reader.Count()];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = reader.Oid();
        }

        return new ParseMessage(name, text, types);
    }
}

/// <summary>Bind: a prepared statement and values become a portal.</summary>
/// <param name="Portal">Its name; empty for the unnamed one.</param>
/// <param name="Statement">The prepared statement.</param>
/// <param name="Formats">The formats of the values.</param>
/// <param name="Values">The values.</param>
/// <param name="ResultFormats">The formats that are asked for the columns of the result.</param>
internal sealed record BindMessage(string Portal, string Statement, FormatCodes Formats, IReadOnlyList<byte[]?> Values, FormatCodes ResultFormats)
{
    /// <summary>Reads it.</summary>
    /// <param name="content">The message.</param>
    /// <param name="isCut">Whether only the first part of the message is there; then the names are, and no values.</param>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static BindMessage Read(ReadOnlySpan<byte> content, bool isCut = false)
    {
        var reader = new MessageReader(content);
        string portal = reader.Text();
        string statement = reader.Text();
        if (isCut)
        {
            return new BindMessage(portal, statement, default, [], default);
        }

        FormatCodes formats = FormatCodes.Read(ref reader);
        byte[]?[] values = new byte[]?[reader.Count()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.Value();
        }

        return new BindMessage(portal, statement, formats, values, FormatCodes.Read(ref reader));
    }
}

/// <summary>The formats of a row of values: none for text throughout, one for all of them, or one each.</summary>
internal readonly struct FormatCodes
{
    private readonly ValueFormat[]? _codes;

    private FormatCodes(ValueFormat[] codes) => _codes = codes;

    /// <summary>The format of a value.</summary>
    /// <param name="index">Its place.</param>
    public ValueFormat this[int index] => _codes switch
    {
        null or { Length: 0 } => ValueFormat.Text,
        { Length: 1 } => _codes[0],
        _ => index < _codes.Length ? _codes[index] : ValueFormat.Text,
    };

    /// <summary>Reads them.</summary>
    /// <exception cref="PostgresProtocolException">They are cut short, or one is neither text nor binary.</exception>
    public static FormatCodes Read(ref MessageReader reader)
    {
        var codes = new ValueFormat[reader.Count()];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Of(reader.Int16());
        }

        return new FormatCodes(codes);
    }

    /// <summary>A format by its code.</summary>
    /// <exception cref="PostgresProtocolException">It is neither text nor binary.</exception>
    public static ValueFormat Of(short code) =>
        code is 0 or 1 ? (ValueFormat)code : throw new PostgresProtocolException($"{code} is not a format of values: 0 is text, 1 is binary.");
}

/// <summary>Describe or Close: a prepared statement or a portal.</summary>
/// <param name="IsPortal">Whether it is a portal.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct TargetMessage(bool IsPortal, string Name)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PostgresProtocolException">It is cut short, or names neither.</exception>
    public static TargetMessage Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        byte kind = reader.Byte();
        return kind is (byte)'S' or (byte)'P'
            ? new TargetMessage(kind == 'P', reader.Text())
            : throw new PostgresProtocolException($"'{(char)kind}' is neither a prepared statement (S) nor a portal (P).");
    }
}

/// <summary>Execute: runs a portal, or goes on with it.</summary>
/// <param name="Portal">Its name.</param>
/// <param name="MostRows">How many rows are asked for; 0 for all.</param>
internal readonly record struct ExecuteMessage(string Portal, int MostRows)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PostgresProtocolException">It is cut short.</exception>
    public static ExecuteMessage Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        return new ExecuteMessage(reader.Text(), reader.Int32());
    }
}
