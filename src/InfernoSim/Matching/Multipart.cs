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

    private static ReadOnlySpan<byte> Dashes => "--"u8;

    /// <summary>Writes a body with one text in place of its boundaries.</summary>
    /// <param name="body">The body.</param>
    /// <param name="boundary">The boundary that its header names.</param>
    /// <returns>The body; unchanged where it does not have that boundary.</returns>
    public static ReadOnlyMemory<byte> WithoutBoundaries(ReadOnlySpan<byte> body, string boundary)
    {
        var to = new ArrayBufferWriter<byte>(body.Length + 16);
        Append(body, Encoding.UTF8.GetBytes(boundary), GreatestDepth, to);
        return to.WrittenMemory;
    }

    private static void Append(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary, int depth, ArrayBufferWriter<byte> to)
    {
        byte[] delimiter = [.. Dashes, .. boundary];
        bool isPart = false;
        while (true)
        {
            int at = body.IndexOf(delimiter);
            ReadOnlySpan<byte> piece = at < 0 ? body : body[..at];
            if (isPart && depth > 0)
            {
                AppendPart(piece, depth - 1, to);
            }
            else
            {
                to.Write(piece);
            }

            if (at < 0)
            {
                return;
            }

            to.Write(Dashes);
            to.Write(AnyBoundary);
            body = body[(at + delimiter.Length)..];
            isPart = true;
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
        to.Write(AnyBoundary);
        to.Write(part[named.End..end]);
        Append(part[end..], Encoding.UTF8.GetBytes(named.Boundary), depth, to);
    }

    private static (int Start, int End, string Boundary)? FindBoundary(ReadOnlySpan<byte> header)
    {
        // One byte a character, so that places in the text are places in the bytes.
        string text = Encoding.Latin1.GetString(header);
        int start = 0;
        foreach (string line in Unfold(text))
        {
            if (line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)
                && MediaType.Boundary(line["Content-Type:".Length..].Trim()) is { } boundary
                && text.IndexOf("boundary", start, StringComparison.OrdinalIgnoreCase) is var name and >= 0
                && text.IndexOf(boundary, name + "boundary".Length, StringComparison.Ordinal) is var at and >= 0)
            {
                bool isQuoted = at > 0 && text[at - 1] == '"' && at + boundary.Length < text.Length && text[at + boundary.Length] == '"';
                return (isQuoted ? at - 1 : at, at + boundary.Length + (isQuoted ? 1 : 0), boundary);
            }

            start += line.Length + 2;
        }

        return null;
    }

    // A line that begins with white space goes on with the one before; lengths stay as they are.
    private static string[] Unfold(string header) =>
        header.Replace("\r\n ", "   ", StringComparison.Ordinal).Replace("\r\n\t", "   ", StringComparison.Ordinal).Split("\r\n");
}
