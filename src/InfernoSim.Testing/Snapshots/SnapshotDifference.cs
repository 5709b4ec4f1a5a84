using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace InfernoSim.Testing.Snapshots;

/// <summary>In what two snapshots differ.</summary>
internal static class SnapshotDifference
{
    private const int Context = 1;
    private const int MostLines = 40;

    /// <summary>The first line that differs, by number, with what was there and what came.</summary>
    public static string First(string before, string after)
    {
        string[] old = before.Split('\n');
        string[] now = after.Split('\n');
        int line = 0;
        while (line < old.Length && line < now.Length && old[line] == now[line])
        {
            line++;
        }

        return $"line {line + 1}: was {Show(old, line)}, is {Show(now, line)}";
    }

    /// <summary>The lines that went (<c>-</c>) and came (<c>+</c>), each with a line around it.</summary>
    public static string Render(string before, string after)
    {
        List<DiffPiece> lines = InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;
        int[] shown = [.. Enumerable.Range(0, lines.Count).Where(at => IsNearChange(lines, at))];
        var text = new StringBuilder();
        int last = -1;
        foreach (int at in shown.Take(MostLines))
        {
            if (at > last + 1)
            {
                text.Append("  ...\n");
            }

            text.Append(Mark(lines[at])).Append(lines[at].Text).Append('\n');
            last = at;
        }

        string rest = shown.Length > MostLines ? $"  ... and {shown.Length - MostLines} more lines" : last < lines.Count - 1 ? "  ..." : "";
        return text.Append(rest).ToString().TrimEnd('\n');
    }

    private static bool IsNearChange(List<DiffPiece> lines, int at)
    {
        int from = Math.Max(0, at - Context);
        int to = Math.Min(lines.Count - 1, at + Context);
        return lines[from..(to + 1)].Exists(line => line.Type != ChangeType.Unchanged);
    }

    private static string Mark(DiffPiece line) => line.Type switch
    {
        ChangeType.Inserted => "+ ",
        ChangeType.Deleted => "- ",
        _ => "  ",
    };

    private static string Show(string[] lines, int line) => line < lines.Length ? $"'{lines[line].Trim()}'" : "not there";
}
