using System.Text;

namespace InfernoSim.Healing;

/// <summary>Writes an insertion as a unified diff, which <c>patch</c> and <c>git apply</c> read.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff of lines put into a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text; <see langword="null"/> for a new file.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="at">How many lines are before the new ones.</param>
    /// <param name="added">The new lines.</param>
    public static string OfInsertion(string path, string? text, string[] lines, int at, string[] added)
    {
        int from = Math.Max(0, at - Context);
        int to = Math.Min(lines.Length, at + Context);
        bool endsUnended = text is { Length: > 0 } && !text.EndsWith('\n') && to == lines.Length;
        var diff = new StringBuilder();
        Line(diff, text is null ? "--- /dev/null" : $"--- {path}");
        Line(diff, $"+++ {path}");
        Line(diff, $"@@ -{Range(from, to - from)} +{Range(from, to - from + added.Length)} @@");
        for (int i = from; i < at; i++)
        {
            Show(diff, lines[i], endsUnended && i == lines.Length - 1);
        }

        foreach (string line in added)
        {
            Line(diff, "+" + line);
        }

        for (int i = at; i < to; i++)
        {
            Show(diff, lines[i], endsUnended && i == lines.Length - 1);
        }

        return diff.ToString();
    }

    private static void Show(StringBuilder diff, string line, bool isUnended)
    {
        if (!isUnended)
        {
            Line(diff, " " + line);
            return;
        }

        Line(diff, "-" + line);
        Line(diff, "\\ No newline at end of file");
        Line(diff, "+" + line);
    }

    private static void Line(StringBuilder diff, string line) => diff.Append(line).Append('\n');

    private static string Range(int from, int count) => $"{(count == 0 ? from : from + 1)},{count}";
}
