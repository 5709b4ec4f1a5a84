using System.Runtime.CompilerServices;

namespace InfernoSim.Laboratory;

/// <summary>The table in docs/limits.md.</summary>
internal static class LimitsPage
{
    private const string Begin = "<!-- laboratory: begin -->\n";
    private const string End = "<!-- laboratory: end -->";

    public static void Write(string table, [CallerFilePath] string thisFile = "")
    {
        string path = Path.GetFullPath("../../docs/limits.md", Path.GetDirectoryName(thisFile)!);
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(path, $"{page[..begin]}\n{table}\n{page[end..]}");
    }
}
