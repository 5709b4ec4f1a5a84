using System.Text.RegularExpressions;

namespace InfernoSim.Testing.Output;

/// <summary>
/// The end of what a service printed, for a message: of an exception its type and message are what helps, so that the stack is
/// cut, and where there is no room for all, what came before.
/// </summary>
internal static partial class OutputTail
{
    // The first frames say where it was thrown; the rest is the framework's.
    private const int MostFrames = 3;
    private const string MoreFrames = " more frames";

    /// <summary>Renders it.</summary>
    /// <param name="output">What was printed.</param>
    /// <param name="most">How many characters there is room for, about.</param>
    /// <returns>Whole lines, the last ones, a line that is too long by itself cut at its end.</returns>
    public static string Of(string output, int most)
    {
        List<string> lines = WithoutStacks(output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')));
        int first = FirstShown(lines, most);
        if (first == 0)
        {
            return string.Join('\n', lines.Select(line => Cut(line, most)));
        }

        // The exception that all the rest may follow from, where it would be lost.
        int thrown = lines.FindLastIndex(line => ExceptionHead().IsMatch(line));
        string[] head = thrown >= 0 && thrown < first ? [Cut(lines[thrown], most / 2)] : [];
        return string.Join('\n', [.. head, "...", .. lines.Skip(first).Select(line => Cut(line, most))]);
    }

    private static List<string> WithoutStacks(IEnumerable<string> lines)
    {
        var kept = new List<string>();
        int frames = 0;
        foreach (string line in lines)
        {
            frames = StackFrame().IsMatch(line) ? frames + 1 : End(kept, frames);
            if (frames <= MostFrames)
            {
                kept.Add(line);
            }
        }

        End(kept, frames);
        return kept;
    }

    private static int End(List<string> kept, int frames)
    {
        if (frames > MostFrames)
        {
            kept.Add($"   ... {frames - MostFrames}{MoreFrames}");
        }

        return 0;
    }

    private static int FirstShown(List<string> lines, int most)
    {
        int first = lines.Count - 1;
        int size = Math.Min(lines[first].Length, most);
        while (first > 0 && size + 1 + lines[first - 1].Length <= most)
        {
            first--;
            size += 1 + lines[first].Length;
        }

        return first == 0 ? 0 : AfterFrames(lines, first);
    }

    // Of an exception whose beginning is cut, the frames say nothing.
    private static int AfterFrames(List<string> lines, int first)
    {
        int next = lines.FindIndex(first, line => !StackFrame().IsMatch(line) && !line.EndsWith(MoreFrames, StringComparison.Ordinal));
        return next < 0 ? first : next;
    }

    private static string Cut(string line, int most) => line.Length <= most ? line : line[..most] + "...";

    // .NET, Java and node ("at"), Python ("File"), Go (a tab and the place).
    [GeneratedRegex(@"^\s+(at\s|File ""|/[^\s]+:\d+|--- End of )|^--- End of ")]
    private static partial Regex StackFrame();

    [GeneratedRegex(@"\w(Exception|Error)\b.*:|^(panic|fatal error|thread '.*' panicked)\b|\bUnhandled exception", RegexOptions.IgnoreCase)]
    private static partial Regex ExceptionHead();
}
