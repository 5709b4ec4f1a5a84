using System.Buffers;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>Multipart bodies (RFC 2046, section 5.1) without the boundaries that every sender makes up anew, also those of parts inside of parts.</summary>
internal static class Multipart
{
    // Deeper than any sender nests; what lies deeper is compared as it is.
    private const int GreatestDepth = 8;

    /// <summary>What stands in place of boundaries.</summary>
    public const string AnyBoundaryText = "(boundary)";

    /// <summary>The type of a body that has it.</summary>
    public const string AnyType = $"multipart/form-data; boundary=\"{AnyBoundaryText}\"";

    private static ReadOnlySpan<byte> AnyBoundary => "(boundary)"u8;

    // Another text, so that the parts of the body itself can still be told from those inside of them.
    private static ReadOnlySpan<byte> AnyInnerBoundary => "(inner boundary)"u8;

    /// <summary>Writes a body with one text in place of its boundaries.</summary>
    /// <param name="body">The body.</param>
    /// <param name="boundary">The boundary that its header names.</param>
    /// <returns>The body; unchanged where it does not have that boundary.</returns>
    public static ReadOnlyMemory<byte> WithoutBoundaries(ReadOnlySpan<byte> body, string boundary)
    {
        var to = new ArrayBufferWriter<byte>(body.Length + 16);
        Append(body, boundary, AnyBoundary, GreatestDepth, to);
        return to.WrittenMemory;
    }

    private static void Append(ReadOnlySpan<byte> body, string boundary, ReadOnlySpan<byte> replacement, int depth, ArrayBufferWriter<byte> to)
    {
        IReadOnlyList<(int Start, int End)> delimiters = MultipartSyntax.Delimiters(body, Encoding.UTF8.GetBytes(boundary), out bool isClosed);
        to.Write(body[..(delimiters.Count == 0 ? body.Length : delimiters[0].Start)]);
        for (int i = 0; i < delimiters.Count; i++)
        {
            to.Write("--"u8);
            to.Write(replacement);
            bool isLast = i == delimiters.Count - 1;
            ReadOnlySpan<byte> part = body[delimiters[i].End..(isLast ? body.Length : delimiters[i + 1].Start)];
            if (depth > 0 && !(isLast && isClosed))
            {
                AppendPart(part, depth - 1, to);
            }
            else
            {
                to.Write(part);
            }
        }
    }

    // What follows a delimiter: the end of its line, header lines, an empty line, content.
    private static void AppendPart(ReadOnlySpan<byte> part, int depth, ArrayBufferWriter<byte> to)
    {
        int end = part.IndexOf("\r\n\r\n"u8);
        if (end < 0 || FindBoundary(part[..end]) is not { } named)
        {
            to.Write(part);
            return;
        }

        to.Write(part[..named.Start]);
        to.Write(AnyInnerBoundary);
        to.Write(part[named.End..end]);
        Append(part[end..], named.Boundary, AnyInnerBoundary, depth, to);
    }

    private static (int Start, int End, string Boundary)? FindBoundary(ReadOnlySpan<byte> header)
    {
        // One byte a character, so that places in the text are places in the bytes.
        string text = Encoding.Latin1.GetString(header);
        foreach ((int start, string line) in MultipartSyntax.HeaderLines(text))
        {
            if (line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)
                && MediaType.Boundary(line["Content-Type:".Length..].Trim()) is { } boundary
                && text.IndexOf("boundary", start, StringComparison.OrdinalIgnoreCase) is var name and >= 0
                && text.IndexOf(boundary, name + "boundary".Length, StringComparison.Ordinal) is var at and >= 0)
            {
                bool isQuoted = at > 0 && text[at - 1] == '"' && at + boundary.Length < text.Length && text[at + boundary.Length] == '"';
                return (isQuoted ? at - 1 : at, at + boundary.Length + (isQuoted ? 1 : 0), boundary);
            }
        }

        return null;
    }
}
