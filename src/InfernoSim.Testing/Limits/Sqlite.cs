namespace InfernoSim.Testing.Limits;

/// <summary>Whether a process has SQLite in use: its library is loaded with the first connection.</summary>
internal static class Sqlite
{
    /// <summary>Whether it is loaded, where that can be seen (Linux).</summary>
    /// <param name="process">Its id.</param>
    public static bool IsLoadedIn(int process)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadLines($"/proc/{process}/maps").Any(line => line.Contains("sqlite3.so", StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
