using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>Writes messages; what is written is sent when its owner sends it.</summary>
/// <param name="output">Where to.</param>
internal sealed class MessageWriter(IBufferWriter<byte> output)
{
    private readonly ArrayBufferWriter<byte> _content = new(256);

    /// <summary>A message without content.</summary>
    public void Empty(byte type) => End(type);

    /// <summary>A message with the content it is given.</summary>
    public void Raw(byte type, ReadOnlySpan<byte> content)
    {
        _content.Write(content);
        End(type);
    }

    /// <summary>AuthenticationOk.</summary>
    public void AuthenticationOk()
    {
        Int32(0);
        End(BackendMessage.Authentication);
    }

    /// <summary>ParameterStatus.</summary>
    public void ParameterStatus(string name, string value)
    {
        Text(name);
        Text(value);
        End(BackendMessage.ParameterStatus);
    }

    /// <summary>BackendKeyData: by which the client may ask to cancel.</summary>
    public void BackendKey(int processId, int secret)
    {
        Int32(processId);
        Int32(secret);
        End(BackendMessage.BackendKeyData);
    }

    /// <summary>NegotiateProtocolVersion: of the versions that the client offers, only 3.0 is spoken.</summary>
    /// <param name="unknown">The options of the client that are not known.</param>
    public void NegotiateVersion(IReadOnlyCollection<string> unknown)
    {
        Int32(3 << 16);
        Int32(unknown.Count);
        foreach (string option in unknown)
        {
            Text(option);
        }

        End(BackendMessage.NegotiateProtocolVersion);
    }

    /// <summary>ReadyForQuery.</summary>
    /// <param name="status"><c>I</c> idle, <c>T</c> in a transaction, <c>E</c> in a failed one.</param>
    public void ReadyForQuery(char status)
    {
        Byte((byte)status);
        End(BackendMessage.ReadyForQuery);
    }

    /// <summary>RowDescription.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="format">The formats of their values; each column's own when omitted.</param>
    public void RowDescription(IReadOnlyList<ColumnDescription> columns, Func<int, ValueFormat>? format = null)
    {
        Int16((short)columns.Count);
        for (int i = 0; i < columns.Count; i++)
        {
            ColumnDescription column = columns[i];
            Text(column.Name);
            Int32((int)column.Table);
            Int16(column.Attribute);
            Int32((int)column.Type);
            Int16(column.TypeSize);
            Int32(column.TypeModifier);
            Int16((short)(format?.Invoke(i) ?? column.Format));
        }

        End(BackendMessage.RowDescription);
    }

    /// <summary>DataRow.</summary>
    public void DataRow(IReadOnlyList<byte[]?> values)
    {
        Int16((short)values.Count);
        foreach (byte[]? value in values)
        {
            Int32(value?.Length ?? -1);
            _content.Write(value ?? []);
        }

        End(BackendMessage.DataRow);
    }

    /// <summary>CommandComplete.</summary>
    public void CommandComplete(string tag)
    {
        Text(tag);
        End(BackendMessage.CommandComplete);
    }

    /// <summary>ParameterDescription.</summary>
    public void ParameterDescription(IReadOnlyList<uint> types)
    {
        Int16((short)types.Count);
        foreach (uint type in types)
        {
            Int32((int)type);
        }

        End(BackendMessage.ParameterDescription);
    }

    /// <summary>ErrorResponse or NoticeResponse.</summary>
    public void Diagnostic(byte type, DiagnosticFields fields)
    {
        foreach ((char letter, string value) in fields.All)
        {
            Byte((byte)letter);
            Text(value);
        }

        Byte(0);
        End(type);
    }

    /// <summary>CopyInResponse or CopyOutResponse.</summary>
    public void Copy(byte type, CopyFormats formats)
    {
        Byte(formats.IsBinary ? (byte)1 : (byte)0);
        Int16((short)formats.ColumnFormats.Count);
        foreach (short format in formats.ColumnFormats)
        {
            Int16(format);
        }

        End(type);
    }

    private void Byte(byte value) => _content.Write([value]);

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_content.GetSpan(sizeof(short)), value);
        _content.Advance(sizeof(short));
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_content.GetSpan(sizeof(int)), value);
        _content.Advance(sizeof(int));
    }

    private void Text(string value)
    {
        Encoding.UTF8.GetBytes(value, _content);
        Byte(0);
    }

    private void End(byte type)
    {
        Span<byte> header = output.GetSpan(1 + sizeof(int));
        header[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], _content.WrittenCount + sizeof(int));
        output.Advance(1 + sizeof(int));
        output.Write(_content.WrittenSpan);
        _content.ResetWrittenCount();
    }
}
