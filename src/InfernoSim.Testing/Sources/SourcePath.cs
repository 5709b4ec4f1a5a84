namespace InfernoSim.Testing.Sources;

/// <summary>Paths that a compiler wrote down, perhaps on another system: text with either separator.</summary>
internal static class SourcePath
{
    /// <summary>With forward slashes only, which every system reads.</summary>
    public static string Normalize(string path) => path.Replace('\\', '/');

    /// <summary>The folder of a file; empty when the path names none.</summary>
    public static string FolderOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    /// <summary>The path where the compiler found a file, of the path it wrote down, learnt from one file of which both are known.</summary>
    /// <param name="path">What it wrote down.</param>
    /// <param name="knownWritten">What it wrote down for the known file.</param>
    /// <param name="known">Where the known file was.</param>
    public static string Unmap(string path, string knownWritten, string known)
    {
        int common = 0;
        while (common < Math.Min(knownWritten.Length, known.Length) && knownWritten[^(common + 1)] == known[^(common + 1)])
        {
            common++;
        }

        string written = knownWritten[..^common];
        return written.Length > 0 && path.StartsWith(written, StringComparison.Ordinal) ? known[..^common] + path[written.Length..] : path;
    }

    /// <summary>The way from one folder to another: empty when they are the same, with <c>..</c> where it goes up; <see langword="null"/> when they have nothing in common.</summary>
    public static string? Relative(string from, string to)
    {
        string[] start = from.Split('/');
        string[] end = to.Split('/');
        int shared = start.Zip(end).TakeWhile(pair => pair.First == pair.Second).Count();

        // The first part is empty, or a drive's letter.
        return shared < 2 ? null : string.Join('/', [.. Enumerable.Repeat("..", start.Length - shared), .. end[shared..]]);
    }
}
