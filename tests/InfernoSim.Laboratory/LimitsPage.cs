using InfernoSim.TestKit;

namespace InfernoSim.Laboratory;

/// <summary>The table in docs/limits.md.</summary>
internal static class LimitsPage
{
    private const string Begin = "<!-- laboratory: begin -->\n";
    private const string End = "<!-- laboratory: end -->";

    public static void Write(string table)
    {
        string path = Repository.File("docs/limits.md");
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(path, $"{page[..begin]}\n{table}\n{page[end..]}");
    }
}
