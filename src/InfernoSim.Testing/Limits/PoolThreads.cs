namespace InfernoSim.Testing.Limits;

/// <summary>Tells threads of a .NET process's pool from others, by the name that the runtime gives them; on Linux.</summary>
internal sealed class PoolThreads(int process)
{
    // PortableThreadPool.WorkerThread names its threads so; the system keeps 15 characters.
    private const string Name = ".NET TP Worker";

    private readonly Dictionary<long, bool> _known = [];

    /// <param name="thread">The system's id of it.</param>
    /// <returns><see langword="null"/> when it cannot be told.</returns>
    public bool? Contains(long thread)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        if (!_known.TryGetValue(thread, out bool isOfPool))
        {
            _known.Add(thread, isOfPool = NameOf(thread) == Name);
        }

        return isOfPool;
    }

    private string NameOf(long thread)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/task/{thread}/comm").TrimEnd();
        }
        catch (IOException)
        {
            // It has ended, and is of no interest any more.
            return "";
        }
    }
}
