using InfernoSim.Laboratory.Labs;
using InfernoSim.TestKit;

namespace InfernoSim.Laboratory;

/// <summary>
/// The repetitions that docs/limits.md shows, each as it was measured. Ten take two hours, so they may be of several days. When labs or the
/// classifier change, they begin anew.
/// </summary>
internal static class KeptRepetitions
{
    private const string MachineMark = "# ";

    private static string Path => Repository.File("tests/InfernoSim.Laboratory/repetitions.tsv");

    /// <summary>Forgets what was measured.</summary>
    public static void Clear() => File.Delete(Path);

    /// <summary>Keeps a whole repetition.</summary>
    /// <param name="machine">Where and when it was measured.</param>
    /// <param name="results">What was named in each lab.</param>
    public static void Append(string machine, IEnumerable<LabResult> results) =>
        File.AppendAllLines(Path, [MachineMark + machine, .. results.Select(result => $"{result.Lab.Name}\t{result.Found.Name}")]);

    /// <summary>Reads what is kept.</summary>
    /// <returns>The table, below where and when it was measured.</returns>
    public static string Render()
    {
        string[] lines = File.ReadAllLines(Path);
        IEnumerable<string> machines = lines.Where(line => line.StartsWith(MachineMark, StringComparison.Ordinal))
            .GroupBy(line => line)
            .Select(group => $"- {group.Count()} on {group.Key[MachineMark.Length..]}\n");
        var matrix = new ConfusionMatrix(AllLabs.List);
        foreach (string[] columns in lines.Where(line => !line.StartsWith(MachineMark, StringComparison.Ordinal)).Select(line => line.Split('\t')))
        {
            matrix.Add(AllLabs.Named(columns[0]), columns[1]);
        }

        return $"Repetitions measured:\n\n{string.Concat(machines)}\n{matrix.Render()}";
    }
}
