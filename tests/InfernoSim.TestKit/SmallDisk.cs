using System.ComponentModel;
using System.Diagnostics;

namespace InfernoSim.TestKit;

/// <summary>
/// A disk in memory (tmpfs) that can be filled to the last byte. It is mounted for one process alone, which needs no rights for that, and reached through
/// that process; so it is gone with it.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const string Script = "mount -t tmpfs -o size=\"$1\"k tmpfs \"$2\" && echo mounted && exec cat";

    private readonly TestFolder _folder;
    private readonly Process _holder;

    private SmallDisk(TestFolder folder, Process holder) => (_folder, _holder) = (folder, holder);

    /// <summary>Why there can be none here; <see langword="null"/> when there can.</summary>
    public static string? WhyNot { get; } = TryMount();

    /// <summary>Where it is.</summary>
    public string Path => $"/proc/{_holder.Id}/root{_folder.Path}";

    /// <summary>Mounts one.</summary>
    /// <param name="kibibytes">Its size.</param>
    public static SmallDisk Mount(int kibibytes)
    {
        SmallDisk disk = Start(kibibytes);
        if (disk._holder.StandardOutput.ReadLine() == "mounted")
        {
            return disk;
        }

        string why = disk._holder.StandardError.ReadToEnd();
        disk.Dispose();
        throw new IOException($"There is no disk of a test's own: {why}");
    }

    /// <summary>The path of a file or folder on it, which need not exist.</summary>
    /// <param name="name">Its name.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes until there is no room for a byte.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(File("ballast"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[64 * 1024, 1])
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, but for what a smaller piece finds.
            }
        }
    }

    /// <summary>What is on it beside what fills it: files and folders, without what is in folders.</summary>
    public IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)!).Where(name => name != "ballast").Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
        _folder.Dispose();
    }

    private static SmallDisk Start(int kibibytes)
    {
        var folder = new TestFolder();
        try
        {
            return new SmallDisk(folder, Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", Script, "bash", $"{kibibytes}", folder.Path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static string? TryMount()
    {
        try
        {
            using var disk = Mount(kibibytes: 64);
            return Directory.Exists(disk.Path) ? null : "A disk that is another process's cannot be reached here.";
        }
        catch (Exception problem) when (problem is Win32Exception or IOException)
        {
            return $"No disk can be mounted for a process alone, which takes Linux and user namespaces: {problem.Message.ReplaceLineEndings(" ").Trim()}";
        }
    }
}
