using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace InfernoSim.Incidents;

/// <summary>
/// The lines of a log, one at a time, over one pooled buffer that grows for a long line. Blank lines, a byte order mark
/// at the start and a carriage return at the end of a line are left out.
/// </summary>
internal sealed class LogLineReader : IDisposable
{
    /// <summary>Large enough that system calls do not show in a profile, small enough to stay in the second-level cache.</summary>
    private const int InitialBuffer = 256 * 1024;
    private const int LongestLine = 1 << 30;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    private long _bufferOffset;
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private bool _atEnd;

    /// <param name="path">The log.</param>
    /// <param name="from">Where the first line begins.</param>
    public LogLineReader(string path, long from = 0)
    {
        _path = path;
        _bufferOffset = from;
        // Others may go on writing: what is read is what is there.
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    /// <summary>The line without its line end; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The number of the line, from 1 for the first one that is read.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Where the line begins in the file.</summary>
    public long LineOffset => _bufferOffset + _lineStart;

    /// <summary>Whether a line feed ended the line; only the last line may lack it.</summary>
    public bool EndsWithLineFeed { get; private set; }

    /// <summary>How many bytes of the file have been gone through.</summary>
    public long Position => _bufferOffset + _start;

    /// <summary>Goes to the next line that is not blank.</summary>
    /// <returns><see langword="false"/> at the end of the file.</returns>
    public bool Read()
    {
        while (ReadRaw())
        {
            LineNumber++;
            if (Line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing but blank lines follow. Goes to the end of the file or to the next line.</summary>
    public bool IsLast() => !Read();

    public void Dispose()
    {
        _handle.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool ReadRaw()
    {
        int searched = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                Take(searched + feed, lineFeed: true);
                return true;
            }

            searched = _end - _start;
            if (_atEnd && searched == 0)
            {
                return false;
            }

            if (_atEnd)
            {
                Take(searched, lineFeed: false);
                return true;
            }

            Fill();
        }
    }

    private void Take(int length, bool lineFeed)
    {
        _lineStart = _start;
        _lineLength = length;
        _start += length + (lineFeed ? 1 : 0);
        EndsWithLineFeed = lineFeed;
        if (LineOffset == 0 && Line.StartsWith("\uFEFF"u8))
        {
            _lineStart += 3;
            _lineLength -= 3;
        }

        if (Line.EndsWith("\r"u8))
        {
            _lineLength--;
        }
    }

    private void Fill()
    {
        int kept = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
            _bufferOffset += _start;
            _start = 0;
            _end = kept;
        }

        if (_end == _buffer.Length)
        {
            Grow();
        }

        int read = RandomAccess.Read(_handle, _buffer.AsSpan(_end), _bufferOffset + _end);
        _atEnd = read == 0;
        _end += read;
    }

    private void Grow()
    {
        if (_buffer.Length >= LongestLine)
        {
            throw new IncidentFormatException(_path, LineNumber + 1, 0, "The line is longer than 1 GiB.", "Check that this is an incident log: one JSON object a line.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
