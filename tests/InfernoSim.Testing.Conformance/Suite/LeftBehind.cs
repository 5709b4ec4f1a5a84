using System.Globalization;
using System.Runtime.CompilerServices;

namespace Suite;

/// <summary>When all tests are over, writes what this process has not given back.</summary>
internal static class LeftBehind
{
#pragma warning disable CA2255 // No framework's own way to do something at the end is the same as another's.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Watch() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Environment.GetEnvironmentVariable("SUITE_LEFT_BEHIND") is { Length: > 0 } file && OperatingSystem.IsLinux())
        {
            File.WriteAllText(file, $"{Listening()} listening sockets, {Children()} child processes");
        }
    };

    private static int Listening()
    {
        HashSet<string> own = [.. Directory.EnumerateFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))];
        return new[] { "/proc/self/net/tcp", "/proc/self/net/tcp6" }
            .SelectMany(File.ReadLines)
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
