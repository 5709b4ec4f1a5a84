namespace InfernoSim.Benchmarks.Harness;

/// <summary>A page of <c>docs</c>: what is between its two marks is what was measured last.</summary>
internal static class BenchmarkPage
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    /// <summary>Puts a table into the page.</summary>
    /// <param name="name">The page, for example <c>benchmarks.md</c>.</param>
    /// <param name="machine">Where it was measured.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidOperationException">The page is not there, or has lost its marks.</exception>
    public static void Write(string name, string machine, string table)
    {
        string path = Find(name);
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{path} has no lines '{Begin}' and '{End}' for the table to go between.");
        }

        string measured = $"{Begin}\nMeasured on: {machine}\n\n{table.ReplaceLineEndings("\n")}{End}";
        File.WriteAllText(path, page[..begin] + measured + page[(end + End.Length)..]);
    }

    private static string Find(string name)
    {
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "docs", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"There is no docs/{name} here or above: run in the repository.");
    }
}
