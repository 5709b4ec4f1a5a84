using System.Numerics;

namespace InfernoSim.Matching;

/// <summary>How the parts of a body are told from one another (RFC 2046, section 5.1.1), whether it is read as bytes or as characters.</summary>
internal static class MultipartSyntax
{
    /// <summary>What ends a line.</summary>
    public const string LineEnd = "\r\n";

    /// <summary>Finds the delimiters of a body: those at the beginning of a line, up to the one that closes it. What follows that one belongs to no part.</summary>
    /// <typeparam name="T">A byte or a character.</typeparam>
    /// <param name="body">The body.</param>
    /// <param name="boundary">The boundary that its header names.</param>
    /// <param name="isClosed">Whether the last one closes the body. Where it does not, it begins a part that goes to the end.</param>
    /// <returns>Where each begins, and where it ends: behind the boundary, before the rest of its line.</returns>
    public static IReadOnlyList<(int Start, int End)> Delimiters<T>(ReadOnlySpan<T> body, ReadOnlySpan<T> boundary, out bool isClosed)
        where T : struct, IBinaryInteger<T>
    {
        T dash = T.CreateTruncating('-');
        T[] dashes = [dash, dash];
        T[] delimiter = [.. dashes, .. boundary];
        var found = new List<(int Start, int End)>();
        isClosed = false;
        int end = 0;
        while (!isClosed && FindAtLineStart(body, delimiter, end) is var at and >= 0)
        {
            end = at + delimiter.Length;
            found.Add((at, end));
            isClosed = body[end..].StartsWith(dashes);
        }

        return found;
    }

    /// <summary>The lines of a header. One that begins with white space goes on with the one before: they are one, with spaces in place of the line end.</summary>
    /// <param name="header">The header.</param>
    /// <returns>Each with where it begins; places in it are places in the header.</returns>
    public static IEnumerable<(int Start, string Line)> HeaderLines(string header)
    {
        int start = 0;
        foreach (string line in header.Replace("\r\n ", "   ", StringComparison.Ordinal).Replace("\r\n\t", "   ", StringComparison.Ordinal).Split(LineEnd))
        {
            yield return (start, line);
            start += line.Length + LineEnd.Length;
        }
    }

    private static int FindAtLineStart<T>(ReadOnlySpan<T> body, ReadOnlySpan<T> delimiter, int from)
        where T : struct, IBinaryInteger<T>
    {
        T lineFeed = T.CreateTruncating('\n');
        while (body[from..].IndexOf(delimiter) is var found and >= 0)
        {
            int at = from + found;
            if (at == 0 || body[at - 1] == lineFeed)
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }
}
