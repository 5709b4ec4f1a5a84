using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>
/// The binary form of an array (<c>array_send</c> of the server's sources): how many dimensions, whether there are nulls, the type of the
/// elements, of each dimension its length and first index, and the elements. An array of one dimension that begins at 1, or an empty
/// one, is a JSON array.
/// </summary>
internal static class ArrayValue
{
    /// <summary>Writes an array.</summary>
    /// <returns><see langword="false"/>, and nothing is written, where it is of another form, or an element of it is.</returns>
    public static bool TryWrite(Utf8JsonWriter json, PostgresType type, ReadOnlySpan<byte> value)
    {
        if (ElementsOf(type, value) is not { } elements)
        {
            return false;
        }

        PostgresType element = PostgresType.Of(type.Element);
        var buffer = new ArrayBufferWriter<byte>();
        using (var array = new Utf8JsonWriter(buffer))
        {
            array.WriteStartArray();
            foreach (byte[]? item in elements)
            {
                if (item is null)
                {
                    array.WriteNullValue();
                }
                else if (!ReadableValue.TryWriteBinary(array, element, item))
                {
                    return false;
                }
            }

            array.WriteEndArray();
        }

        json.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        return true;
    }

    /// <summary>The binary form of an array.</summary>
    /// <returns><see langword="null"/> where an element is none of the type.</returns>
    public static byte[]? Write(PostgresType type, JsonElement array)
    {
        PostgresType element = PostgresType.Of(type.Element);
        var elements = new List<byte[]?>();
        foreach (JsonElement item in array.EnumerateArray())
        {
            byte[]? value = item.ValueKind == JsonValueKind.Null ? null : WireValue.Binary(element, item);
            if (value is null && item.ValueKind != JsonValueKind.Null)
            {
                return null;
            }

            elements.Add(value);
        }

        return Write(type, elements);
    }

    /// <summary>The binary form of an array.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="elements">The binary forms of its elements; <see langword="null"/> for null.</param>
    public static byte[] Write(PostgresType type, IReadOnlyCollection<byte[]?> elements)
    {
        int count = elements.Count;
        var bytes = new ArrayBufferWriter<byte>();
        Int32(bytes, count == 0 ? 0 : 1);
        Int32(bytes, elements.Contains(null) ? 1 : 0);
        Int32(bytes, (int)type.Element);
        if (count > 0)
        {
            Int32(bytes, count);
            Int32(bytes, 1);
        }

        foreach (byte[]? element in elements)
        {
            Int32(bytes, element?.Length ?? -1);
            bytes.Write(element);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static List<byte[]?>? ElementsOf(PostgresType type, ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new MessageReader(value);
            int dimensions = reader.Int32();
            int flags = reader.Int32();
            if (dimensions is not (0 or 1) || reader.Oid() != type.Element)
            {
                return null;
            }

            int count = dimensions == 0 ? 0 : reader.Int32();
            if (dimensions == 1 && (count < 1 || reader.Int32() != 1))
            {
                return null;
            }

            var elements = new List<byte[]?>();
            while (elements.Count < count)
            {
                elements.Add(reader.Value());
            }

            return reader.IsAtEnd && flags == (elements.Contains(null) ? 1 : 0) ? elements : null;
        }
        catch (PostgresProtocolException)
        {
            return null;
        }
    }

    private static void Int32(ArrayBufferWriter<byte> bytes, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), value);
        bytes.Advance(sizeof(int));
    }
}
