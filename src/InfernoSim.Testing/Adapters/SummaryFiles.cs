using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Testing.Adapters;

/// <summary>
/// The files of a test, for frameworks that attach files or nothing: in <c>TestResults</c> of the output folder, or where
/// <c>INFERNOSIM_RESULTS</c> says. A later run replaces them; no two tests of a run share one.
/// </summary>
public static class SummaryFiles
{
    private const string FolderVariable = "INFERNOSIM_RESULTS";
    private const int LongestName = 150;
    private static readonly ConcurrentDictionary<string, int> Taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a file.</summary>
    /// <param name="test">The test and its case; characters that a file's name must not have are replaced.</param>
    /// <param name="name">The file's name within the test.</param>
    /// <param name="content">What is in it.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static string Write(string test, string name, string content)
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen, AppContext.BaseDirectory)
            : Path.Combine(AppContext.BaseDirectory, "TestResults");
        Directory.CreateDirectory(folder);
        string unique = $"{Shorten(Clean(test))}";
        int turn = Taken.AddOrUpdate($"{unique}.{name}", 1, static (_, earlier) => earlier + 1);
        string path = Path.Combine(folder, turn == 1 ? $"{unique}.{name}" : $"{unique}-{turn}.{name}");
        File.WriteAllText(path, content);
        return path;
    }

    private static string Clean(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '=' ? c : '-'));

    private static string Shorten(string name) =>
        name.Length <= LongestName ? name : $"{name[..LongestName]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";
}
