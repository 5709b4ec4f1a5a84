using System.Globalization;

namespace InfernoSim.Measuring;

/// <summary>
/// What this process and its machine have left of files, each connection being one, and of memory. Without any, a load cannot
/// be made, and a service on the same machine fails for what is no fault of its own. Files are known on Linux alone.
/// </summary>
internal sealed class MachineRoom
{
    // What is left is for whoever else needs it, the service in the same process first.
    private const double Full = 0.9;
    private const double FullOfMemory = 0.95;

    // What was used up before the load began says nothing of it.
    private readonly HashSet<string> _fullAlready = [.. Resources().Where(resource => resource.IsUsedUp).Select(resource => resource.Name)];

    /// <summary>What has been used up since this was made, with its limit; <see langword="null"/> when all have room.</summary>
    public string? UsedUp() => Resources().Where(resource => resource.IsUsedUp && !_fullAlready.Contains(resource.Name)).Select(resource => resource.Text).FirstOrDefault();

    private static IEnumerable<Resource> Resources()
    {
        if (OperatingSystem.IsLinux())
        {
            // proc_pid_limits(5): the name, the soft limit, the hard limit, the unit.
            string? limit = Lines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files ", StringComparison.Ordinal));
            long most = Number(limit?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3));
            yield return Count("files that one process may have open (ulimit -n)", most == 0 ? 0 : Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount(), most);

            // proc_sys_fs(5): how many are open, how many of those are free, how many there may be.
            string[] machine = Lines("/proc/sys/fs/file-nr").FirstOrDefault("").Split('\t');
            yield return Count("files that the whole machine may have open (fs.file-max)", Number(machine[0]), Number(machine.ElementAtOrDefault(2)));
        }

        GCMemoryInfo memory = GC.GetGCMemoryInfo(GCKind.Any);
        yield return new Resource(
            "memory",
            memory.MemoryLoadBytes >= FullOfMemory * memory.TotalAvailableMemoryBytes,
            string.Create(CultureInfo.InvariantCulture, $"{memory.MemoryLoadBytes >> 20} of {memory.TotalAvailableMemoryBytes >> 20} MiB of memory were in use"));
    }

    private static Resource Count(string name, long used, long most) => new(
        name, most > 0 && used >= Full * most, string.Create(CultureInfo.InvariantCulture, $"{used} of the {most} {name} were open"));

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // What is "unlimited" is no number.
    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private readonly record struct Resource(string Name, bool IsUsedUp, string Text);
}
