using System.Text;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>Blocks of fields as HTTP/2 sends them (RFC 7541), right or wrong.</summary>
internal static class Hpack
{
    // The statuses that the static table has, from its index 8 on (RFC 7541, appendix A).
    private static readonly string[] Statuses = ["200", "204", "206", "304", "400", "404", "500"];

    /// <summary>A field that neither table knows, and that is not to be remembered.</summary>
    public static byte[] Field(string name, string value) => [0x00, .. Text(name), .. Text(value)];

    /// <summary>A field that is to be remembered.</summary>
    public static byte[] Remembered(string name, string value) => [0x40, .. Text(name), .. Text(value)];

    /// <summary>A field of a table.</summary>
    public static byte[] Indexed(int index) => Integer(index, bits: 7, first: 0x80);

    /// <summary>How large the table of remembered fields is to be.</summary>
    public static byte[] TableSize(int size) => Integer(size, bits: 5, first: 0x20);

    /// <summary>A field whose value is Huffman code, or should be.</summary>
    public static byte[] Coded(string name, params ReadOnlySpan<byte> value) => [0x00, .. Text(name), .. Integer(value.Length, bits: 7, first: 0x80), .. value];

    public static byte[] Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach ((string name, string value) in fields)
        {
            block.AddRange(Field(name, value));
        }

        return [.. block];
    }

    /// <summary>The status of a response, which is its first field.</summary>
    public static string StatusOf(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xe0) == 0x20)
        {
            // A table size: one byte, or more where it is 31 and above.
            int length = 1;
            for (bool goesOn = (block[0] & 0x1f) == 0x1f; goesOn; length++)
            {
                goesOn = (block[length] & 0x80) != 0;
            }

            block = block[length..];
        }

        return (block[0] & 0x80) != 0 ? Statuses[(block[0] & 0x7f) - 8] : Encoding.ASCII.GetString(block.Slice(2, block[1]));
    }

    private static byte[] Text(string text) => [.. Integer(text.Length, bits: 7, first: 0), .. Encoding.Latin1.GetBytes(text)];

    // RFC 7541, section 5.1.
    private static byte[] Integer(int value, int bits, byte first)
    {
        int most = (1 << bits) - 1;
        if (value < most)
        {
            return [(byte)(first | value)];
        }

        var bytes = new List<byte> { (byte)(first | most) };
        for (value -= most; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)((value & 0x7f) | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
