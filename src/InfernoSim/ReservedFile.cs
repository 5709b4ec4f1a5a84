namespace InfernoSim;

/// <summary>
/// Room on the disk for a file that is written later and as a whole: what fits into the room can be written where the disk is full by then.
/// </summary>
internal sealed class ReservedFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private bool _isGone;

    private ReservedFile(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Takes room.</summary>
    /// <param name="path">Where the room is, in the folder of the file that it is for. One that was left there is taken over.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="mode">The permissions of the file, but on Windows.</param>
    /// <exception cref="IOException">There is no room; nothing is left of what there was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static ReservedFile Take(string path, int size, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        var reserved = new ReservedFile(path, new FileStream(path, options));
        try
        {
            // Bytes, and not a length alone: a file of holes has no room.
            byte[] blanks = new byte[size];
            blanks.AsSpan().Fill((byte)' ');
            RandomAccess.Write(reserved._file.SafeFileHandle, blanks, 0);
            return reserved;
        }
        catch
        {
            reserved.Dispose();
            throw;
        }
    }

    /// <summary>Writes into the room, and lets it take the place of the file: a reader sees the old one or the new one. There is no room any more then.</summary>
    /// <param name="path">The file. One that is a link stays one: what it points to is replaced.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">It cannot be written; the old one is untouched, and the room is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one is untouched.</exception>
    public void Become(string path, ReadOnlySpan<byte> content)
    {
        RandomAccess.Write(_file.SafeFileHandle, content, 0);
        RandomAccess.SetLength(_file.SafeFileHandle, content.Length);
        _file.Flush(flushToDisk: true);

        // Windows moves no file that is open.
        _file.Dispose();
        File.Move(_path, AtomicFile.TargetOf(path), overwrite: true);
        _isGone = true;
    }

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        AtomicFile.TryDelete(_path);
    }
}
