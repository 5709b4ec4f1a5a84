namespace InfernoSim.Incidents;

/// <summary>
/// The end of a log that is being written: collects the lines of a batch, hands them to the operating system at once,
/// and takes a batch that could not be written back out.
/// </summary>
internal sealed class LogFile : IDisposable
{
    /// <summary>A batch of ordinary events in one system call; a longer line goes out on its own.</summary>
    private const int BufferSize = 256 * 1024;

    private FileStream _file;
    private readonly byte[] _buffer = new byte[BufferSize];
    private long _committed;
    private long _written;
    private int _buffered;
    private volatile bool _isAbandoned;

    public LogFile(FileStream file)
    {
        _file = file;
        _committed = _written = file.CanSeek ? file.Length : 0;
    }

    /// <summary>How many bytes of it are with the operating system.</summary>
    public long Committed => _committed;

    /// <summary>How many bytes of the batch wait for <see cref="Commit"/>.</summary>
    public long Uncommitted => _written + _buffered - _committed;

    /// <summary>Opens a log for writing, and makes it if need be, its owner's alone.</summary>
    /// <param name="path">Where it is.</param>
    public static FileStream Open(string path) => new(path, OwnerOnly.Apply(new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.Write,
        Share = FileShare.Read,
        BufferSize = 0,
    }));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferSize - _buffered)
        {
            Flush();
        }

        if (bytes.Length > BufferSize)
        {
            Write(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Hands what was appended to the operating system.</summary>
    public void Commit()
    {
        Flush();
        _committed = _written;
    }

    /// <summary>Sees that nobody has removed, replaced or cut the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="IOException">Somebody has.</exception>
    public void ThrowIfChanged(string path)
    {
        if (!_file.CanSeek)
        {
            return;
        }

        var there = new FileInfo(path);
        if (!there.Exists)
        {
            throw new IOException("The file is gone: somebody has removed or renamed it.");
        }

        if (there.Length != _committed)
        {
            throw new IOException($"The file has {there.Length} bytes where {_committed} were written: somebody has cut it, or put another one in its place.");
        }
    }

    /// <summary>Writes nothing more, also of what has been appended.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Cuts the file off.</summary>
    public void CutTo(long length)
    {
        RandomAccess.SetLength(_file.SafeFileHandle, length);
        _committed = _written = length;
    }

    /// <summary>Puts another file in the place of this one, and goes on at its end.</summary>
    /// <param name="draft">The other file.</param>
    /// <param name="path">Where this one is.</param>
    public void Replace(string draft, string path)
    {
        // Windows replaces no file that is open.
        _file.Dispose();
        try
        {
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            _file = Open(path);
            _committed = _written = _file.Length;
        }
    }

    /// <summary>Takes what was appended since the last <see cref="Commit"/> back out of the file, as far as the file system lets us.</summary>
    public void Rollback()
    {
        _buffered = 0;
        try
        {
            if (RandomAccess.GetLength(_file.SafeFileHandle) > _committed)
            {
                CutTo(_committed);
            }
        }
        catch (Exception e) when (e is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            // The file system that refused the write may refuse this too. A torn tail is what a reader expects then.
        }
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        Write(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_isAbandoned)
        {
            throw new IOException("Nothing more is written.");
        }

        if (_file.CanSeek)
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, _written);
        }
        else
        {
            // A pipe has no offsets.
            _file.Write(bytes);
        }

        _written += bytes.Length;
    }
}
