using System.Globalization;

namespace Suite;

/// <summary>When the last of the tests is in its body, and so no replay is on any more, writes what this process has not given back.</summary>
internal static class LeftBehind
{
    private static int _over;

    public static void CountOne()
    {
        string over = Interlocked.Increment(ref _over).ToString(CultureInfo.InvariantCulture);
        if (over == Environment.GetEnvironmentVariable("SUITE_INCIDENTS") && OperatingSystem.IsLinux())
        {
            File.WriteAllText(Environment.GetEnvironmentVariable("SUITE_LEFT_BEHIND")!, $"{Listening()} listening sockets, {Children()} child processes");
        }
    }

    private static int Listening()
    {
        HashSet<string> own = [.. Directory.EnumerateFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))];
        return File.ReadLines("/proc/self/net/tcp")
            .Concat(File.ReadLines("/proc/self/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields.Length > 9 && fields[3] == "0A" && own.Contains($"socket:[{fields[9]}]"));
    }

    private static int Children()
    {
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return Directory.EnumerateDirectories("/proc").Count(folder => ParentOf(folder) == self);
    }

    private static string? ParentOf(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
