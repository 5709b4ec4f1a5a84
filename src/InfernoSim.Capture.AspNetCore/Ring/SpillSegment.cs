using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// A file that chains are spilled to, one behind the other. Nobody else gets to see it, and it is gone with the process, however that ends. It is
/// written by one at a time, and may be read meanwhile.
/// </summary>
internal sealed class SpillSegment
{
    private readonly FileStream _file;
    private readonly Action<SpillSegment> _closed;
    private int _uses = 1;

    private SpillSegment(FileStream file, Action<SpillSegment> closed) => (_file, _closed) = (file, closed);

    /// <summary>How many bytes are in it.</summary>
    public long Length { get; private set; }

    /// <summary>The chains in it that are kept. Guarded by the lock of the ring.</summary>
    public HashSet<Chain> Chains { get; } = [];

    /// <summary>Whether somebody is to read it.</summary>
    public bool IsInUse => Volatile.Read(ref _uses) > 1;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where; made when it is not there.</param>
    /// <param name="closed">Is told when it is gone.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
    public static SpillSegment Create(string folder, Action<SpillSegment> closed)
    {
        OwnerOnly.CreateFolder(folder);
        string path = Path.Combine(folder, RandomIds.New());
        var file = new FileStream(path, OwnerOnly.Apply(new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
        }));

        // What has no name cannot be left behind. Windows sees to that itself.
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return new SpillSegment(file, closed);
    }

    /// <summary>Writes what comes next.</summary>
    /// <param name="lines">It.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <returns>Where it begins.</returns>
    /// <exception cref="IOException">It cannot be written; what is written next takes its place.</exception>
    public async ValueTask<long> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> lines, long length)
    {
        long offset = Length;
        await RandomAccess.WriteAsync(_file.SafeFileHandle, lines, offset);
        Length = offset + length;
        return offset;
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">Gets them.</param>
    /// <param name="offset">Where they are.</param>
    /// <exception cref="IOException">They cannot be read.</exception>
    public void Read(Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("A file of the flight recorder is shorter than what was written to it.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Somebody is to read it.</summary>
    public void Use() => Interlocked.Increment(ref _uses);

    /// <summary>Somebody has read it, or nothing of it is kept any more: with the last of these it is gone.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _file.Dispose();
            _closed(this);
        }
    }
}
