using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace InfernoSim.Matching;

/// <summary>Compares bodies byte for byte, and says where they differ in the way that suits what they are.</summary>
internal static class TextComparer
{
    // Control characters that do not occur in text: all but tab, line feed, form feed, carriage return and escape.
    private static readonly SearchValues<byte> NotInText = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    /// <summary>Compares two bodies, the ids of their exchanges masked already.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="agreed">How many bytes are the same before the first difference.</param>
    /// <returns>The difference, located by line and column (counted from 1, in characters) or by byte (from 0), or <see langword="null"/>.</returns>
    public static BodyDifference? Compare(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, out int agreed)
    {
        ReadOnlySpan<byte> left = expected.Span;
        ReadOnlySpan<byte> right = actual.Span;
        agreed = left.CommonPrefixLength(right);
        if (agreed == left.Length && agreed == right.Length)
        {
            return null;
        }

        return IsText(left) && IsText(right) ? DescribeText(left, right, agreed, 1) : DescribeBytes(left, right, agreed);
    }

    /// <summary>Finds the differences of two bodies: of texts with as many lines, one in each line that differs; otherwise the first.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="limit">How many are looked for.</param>
    /// <param name="agreed">How many bytes are the same before the first difference.</param>
    /// <returns>The differences, in order.</returns>
    public static IReadOnlyList<BodyDifference> Differences(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, int limit, out int agreed)
    {
        if (Compare(expected, actual, out agreed) is not { } first)
        {
            return [];
        }

        ReadOnlySpan<byte> left = expected.Span;
        ReadOnlySpan<byte> right = actual.Span;
        if (limit == 1 || !IsText(left) || !IsText(right) || left.Count((byte)'\n') != right.Count((byte)'\n'))
        {
            return [first];
        }

        var differences = new List<BodyDifference>();
        for (int line = 1; differences.Count < limit && !(left.IsEmpty && right.IsEmpty); line++)
        {
            ReadOnlySpan<byte> recorded = TakeLine(ref left);
            ReadOnlySpan<byte> came = TakeLine(ref right);
            if (!recorded.SequenceEqual(came))
            {
                differences.Add(DescribeText(recorded, came, recorded.CommonPrefixLength(came), line));
            }
        }

        return differences;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..(end + 1)];
        text = text[line.Length..];
        return line;
    }

    /// <summary>Whether bytes read as text: UTF-8 (masked ids aside) without control characters.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns><see langword="true"/> when they do.</returns>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAny(NotInText))
        {
            return false;
        }

        while (bytes.IndexOfAnyInRange((byte)0xFC, (byte)0xFF) is var mask && mask >= 0)
        {
            if (!Utf8.IsValid(bytes[..mask]))
            {
                return false;
            }

            bytes = bytes[(mask + 1)..];
        }

        return Utf8.IsValid(bytes);
    }

    private static BodyDifference DescribeText(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int at, int firstLine)
    {
        ReadOnlySpan<byte> same = expected[..at];
        int line = same.Count((byte)'\n') + firstLine;
        int lineStart = same.LastIndexOf((byte)'\n') + 1;
        int column = Show(same[lineStart..]).Length + 1;
        (string left, string right) = Excerpt.Pair(LineAt(expected, lineStart), LineAt(actual, lineStart));
        return new BodyDifference($"line {line}, column {column}", left, right);
    }

    private static string LineAt(ReadOnlySpan<byte> text, int start)
    {
        ReadOnlySpan<byte> rest = text[start..];
        if (rest.IsEmpty)
        {
            return "(end of text)";
        }

        int end = rest.IndexOf((byte)'\n');

        // The end of a line is shown, for it may be all that differs.
        return Show(end < 0 ? rest : rest[..(end + 1)]).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private static BodyDifference DescribeBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int at) =>
        new($"byte {at}", DescribeByte(expected, at), DescribeByte(actual, at));

    private static string DescribeByte(ReadOnlySpan<byte> bytes, int at) =>
        at < bytes.Length ? $"0x{bytes[at]:x2} of {bytes.Length} bytes" : $"the end after {bytes.Length} bytes";

    private static string Show(ReadOnlySpan<byte> text)
    {
        var shown = new StringBuilder();
        while (text.IndexOfAnyInRange((byte)0xFC, (byte)0xFF) is var mask && mask >= 0)
        {
            shown.Append(Encoding.UTF8.GetString(text[..mask])).Append("<trace id>");
            text = text[(mask + 1)..];
        }

        return shown.Append(Encoding.UTF8.GetString(text)).ToString();
    }
}
