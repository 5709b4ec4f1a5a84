using System.Globalization;

namespace InfernoSim.Measuring;

/// <summary>What Linux says of a process and all that it started (proc_pid_stat(5), proc_pid_schedstat). Other systems have no such files.</summary>
/// <param name="root">The process.</param>
internal sealed class ProcessTree(int root)
{
    /// <summary>Seconds of a clock tick: there are 100 a second on every Linux there is a .NET for (sysconf(_SC_CLK_TCK)).</summary>
    public const double Tick = 0.01;

    /// <summary>The processes that run, parents before children.</summary>
    public IReadOnlyList<int> Ids()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [root];
        }

        ILookup<int, int> children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Fields: Stat($"/proc/{id}/stat")))
            .Where(process => process.Fields is not null)
            .ToLookup(process => int.Parse(process.Fields![1], CultureInfo.InvariantCulture), process => process.Id);
        var ids = new List<int> { root };
        for (int next = 0; next < ids.Count; next++)
        {
            ids.AddRange(children[ids[next]]);
        }

        return ids;
    }

    /// <summary>Seconds of CPU used so far by processes; <see langword="null"/> where that is not known.</summary>
    public static double? Cpu(IReadOnlyList<int> ids)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        double ticks = 0;
        foreach (int id in ids)
        {
            // State is the first field after the name; utime and stime are the 12th and 13th.
            ticks += Stat($"/proc/{id}/stat") is { Length: > 12 } fields ? Number(fields[11]) + Number(fields[12]) : 0;
        }

        return ticks * Tick;
    }

    /// <summary>Seconds that each thread of processes has waited for a core so far, by its id; <see langword="null"/> where that is not known.</summary>
    public static Dictionary<string, double>? WaitedForCores(IReadOnlyList<int> ids)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var waited = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (int id in ids)
        {
            try
            {
                foreach (string thread in Directory.EnumerateDirectories($"/proc/{id}/task"))
                {
                    // The second of three fields, in nanoseconds.
                    if (Read($"{thread}/schedstat")?.Split(' ') is [_, { } wait, ..])
                    {
                        waited[thread] = Number(wait) / 1e9;
                    }
                }
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return waited;
    }

    // The name, in parentheses, may hold anything.
    private static string[]? Stat(string path) => Read(path) is { } text && text.LastIndexOf(')') is > 0 and int end ? text[(end + 2)..].Split(' ') : null;

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : 0;

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
