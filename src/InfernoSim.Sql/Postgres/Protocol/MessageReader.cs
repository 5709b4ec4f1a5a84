using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>Reads the fields of a message, in order.</summary>
/// <param name="content">The message's content.</param>
internal ref struct MessageReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _left = content;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    /// <summary>A byte.</summary>
    /// <exception cref="PostgresProtocolException">The message ends before.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>A signed number of 16 bits.</summary>
    /// <inheritdoc cref="Byte"/>
    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    /// <summary>A signed number of 32 bits.</summary>
    /// <inheritdoc cref="Byte"/>
    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>An object id.</summary>
    /// <inheritdoc cref="Byte"/>
    public uint Oid() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <summary>A number of entries, of 16 bits without a sign: a statement may have 65,535 parameters.</summary>
    /// <inheritdoc cref="Byte"/>
    public int Count() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    /// <summary>A text that ends with a zero byte.</summary>
    /// <param name="isCut">Whether the message was cut, and the text may end with it.</param>
    /// <exception cref="PostgresProtocolException">The message ends before.</exception>
    public string Text(bool isCut = false)
    {
        int end = _left.IndexOf((byte)0);
        if (end < 0 && isCut)
        {
            return Encoding.UTF8.GetString(Rest());
        }

        if (end < 0)
        {
            throw new PostgresProtocolException("A text in a message does not end: its zero byte is missing.");
        }

        string text = Encoding.UTF8.GetString(_left[..end]);
        _left = _left[(end + 1)..];
        return text;
    }

    /// <summary>So many bytes.</summary>
    /// <inheritdoc cref="Byte"/>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _left.Length)
        {
            throw new PostgresProtocolException($"A message ends {(uint)count - _left.Length} bytes before its fields do.");
        }

        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    /// <summary>A value: its length, -1 for null, and its bytes.</summary>
    /// <returns>The bytes, in an array of their own; <see langword="null"/> for null.</returns>
    /// <inheritdoc cref="Byte"/>
    public byte[]? Value()
    {
        int length = Int32();
        return length == -1 ? null : Take(length).ToArray();
    }

    /// <summary>What is left.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        ReadOnlySpan<byte> rest = _left;
        _left = default;
        return rest;
    }
}
