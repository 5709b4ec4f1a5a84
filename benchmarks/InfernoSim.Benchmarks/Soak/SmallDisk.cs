using System.Diagnostics;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>A disk in memory (tmpfs), which can be filled.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    /// <summary>Whether it will soon be full without <see cref="FillAsync"/>.</summary>
    public bool IsNearlyFull => new DriveInfo(Path) is var drive && drive.AvailableFreeSpace < drive.TotalSize / 5;

    /// <summary>Mounts one.</summary>
    /// <param name="size">Its size, as <c>mount</c> takes it.</param>
    /// <returns><see langword="null"/> where that is not possible: it takes root, and Linux.</returns>
    public static async Task<SmallDisk?> MountAsync(string size)
    {
        var disk = new SmallDisk();
        if (OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path) == 0)
        {
            return disk;
        }

        await disk._folder.DisposeAsync();
        return null;
    }

    /// <summary>Writes until there is no room.</summary>
    public async Task FillAsync()
    {
        byte[] piece = new byte[1024 * 1024];
        await using var ballast = new FileStream(System.IO.Path.Combine(Path, "ballast"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[piece.Length, 4096, 1])
        {
            try
            {
                while (true)
                {
                    await ballast.WriteAsync(piece.AsMemory(0, size));
                }
            }
            catch (IOException)
            {
                // Full, but for what a smaller piece finds.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Path);
        await _folder.DisposeAsync();
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
