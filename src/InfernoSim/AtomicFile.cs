namespace InfernoSim;

/// <summary>
/// Writes a file as a whole: a reader sees the old one or the new one, two writers make no mixture, and after a crash one of
/// the two is there. The content is on the disk before it takes the place of the old one.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, or replaces it. One that is a link stays one: what it points to is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Its permissions, but on Windows; those of the file that is there when omitted.</param>
    /// <exception cref="IOException">It cannot be written; the old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        string target = TargetOf(path);

        // In the same folder, since a file system moves a file at once only within itself. Not *.txt or *.json, so that nothing
        // takes it for what it will be.
#pragma warning disable RS0030 // Processes that write the same file side by side must not meet.
        string draft = $"{target}.{Guid.NewGuid():n}.tmp";
#pragma warning restore RS0030
        try
        {
            WriteDraft(draft, content, mode ?? ModeOf(target));
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            TryDelete(draft);
            throw;
        }
    }

    /// <summary>The file that is meant: what a link points to.</summary>
    /// <param name="path">The file, or a link.</param>
    internal static string TargetOf(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Deletes a file that is worth nothing, if that can be done.</summary>
    /// <param name="path">The file.</param>
    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is the news.
        }
    }

    private static void WriteDraft(string draft, ReadOnlySpan<byte> content, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var file = new FileStream(draft, options);
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            // What the process's mask has taken from the mode.
            File.SetUnixFileMode(file.SafeFileHandle, mode.Value);
        }

        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static UnixFileMode? ModeOf(string path) => !OperatingSystem.IsWindows() && File.Exists(path) ? File.GetUnixFileMode(path) : null;
}
