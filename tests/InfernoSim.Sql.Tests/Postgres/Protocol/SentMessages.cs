using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Sql.Tests.Postgres.Protocol;

/// <summary>Writes messages as the documentation of the protocol has them, independently of the code under test.</summary>
internal sealed class SentMessages
{
    private readonly List<byte> _bytes = [];

    /// <summary>All that was written.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>A message of a type.</summary>
    public SentMessages Add(char type, params object[] fields)
    {
        byte[] content = [.. fields.SelectMany(Encode)];
        _bytes.Add((byte)type);
        _bytes.AddRange(Encode(content.Length + 4));
        _bytes.AddRange(content);
        return this;
    }

    /// <summary>Query.</summary>
    public SentMessages Query(string text) => Add('Q', text);

    /// <summary>Parse, Bind, Describe of the portal, Execute: what most drivers send for a statement, without Sync.</summary>
    public SentMessages Run(string text, params string?[] values) => Parse("", text).Bind("", "", values).Add('D', (byte)'P', "").Add('E', "", 0);

    /// <summary>Parse, leaving all types to the server.</summary>
    public SentMessages Parse(string name, string text) => Add('P', name, text, (short)0);

    /// <summary>Bind, all values in text format.</summary>
    public SentMessages Bind(string portal, string statement, params string?[] values) =>
        Add('B', [portal, statement, (short)0, (short)values.Length, .. values.SelectMany(Value), (short)0]);

    /// <summary>Sync.</summary>
    public SentMessages Sync() => Add('S');

    /// <summary>RowDescription of columns of a type, in text format.</summary>
    public SentMessages Columns(int type, params string[] names) =>
        Add('T', [(short)names.Length, .. names.SelectMany(name => new object[] { name, 0, (short)0, type, (short)4, -1, (short)0 })]);

    /// <summary>DataRow.</summary>
    public SentMessages Row(params string?[] values) => Add('D', [(short)values.Length, .. values.SelectMany(Value)]);

    /// <summary>ErrorResponse.</summary>
    public SentMessages Error(string sqlState, string message, string severity = "ERROR") => Add('E', (byte)'S', severity, (byte)'V', severity, (byte)'C', sqlState, (byte)'M', message, (byte)0);

    /// <summary>ReadyForQuery.</summary>
    public SentMessages Ready(char status = 'I') => Add('Z', (byte)status);

    private static object[] Value(string? value) => value is null ? [-1] : [Encoding.UTF8.GetByteCount(value), Encoding.UTF8.GetBytes(value)];

    private static byte[] Encode(object field)
    {
        switch (field)
        {
            case byte one:
                return [one];
            case byte[] many:
                return many;
            case short number:
                byte[] two = new byte[2];
                BinaryPrimitives.WriteInt16BigEndian(two, number);
                return two;
            case int number:
                byte[] four = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(four, number);
                return four;
            case string text:
                return [.. Encoding.UTF8.GetBytes(text), 0];
            default:
                throw new ArgumentException($"A {field.GetType()} is no field.");
        }
    }
}
