namespace InfernoSim.Incidents;

/// <summary>What stays of a log, beside it until it takes its place. What a recorder that was killed leaves of one is worth nothing.</summary>
internal sealed class LogDraft : IDisposable
{
    private const string Suffix = ".draft";
    private const int BufferSize = 1024 * 1024;

    private readonly string _log;
    private readonly FileStream _file;
    private readonly MemoryStream _lastGone = new();
    private EventHead _lastGoneHead;
    private long _kept;
    private long _letGoAt;

    private LogDraft(string log, FileStream file) => (_log, _file) = (log, file);

    /// <summary>Where it is.</summary>
    public string Path => PathOf(_log);

    /// <summary>How far the log has been read.</summary>
    public long Read { get; private set; }

    /// <summary>How many events are not in it any more.</summary>
    public long Gone { get; private set; }

    /// <summary>Makes an empty one, its owner's alone.</summary>
    /// <param name="log">The log.</param>
    public static LogDraft Create(string log) => new(log, new FileStream(PathOf(log), OwnerOnly.Apply(new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = FileShare.None,
        BufferSize = BufferSize,
    })));

    /// <summary>Removes what a recorder that was killed has left.</summary>
    /// <param name="log">The log.</param>
    public static void RemoveLeft(string log) => File.Delete(PathOf(log));

    /// <summary>Those that are in a folder: of a recorder that is at work, or that was killed.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Their names.</returns>
    public static IEnumerable<string> In(string folder) => IncidentFiles.Logs.Select(PathOf).Where(name => File.Exists(System.IO.Path.Combine(folder, name)));

    /// <summary>Copies what stays of a part of the log.</summary>
    /// <param name="to">Where the part ends; it begins where the last one ended.</param>
    /// <param name="isToGo">Says what does not stay.</param>
    public void Copy(long to, Func<EventHead, bool> isToGo)
    {
        LogLines.Visit(_log, Read, to, (line, in head) =>
        {
            if (!isToGo(head))
            {
                Append(line, head);
                return;
            }

            Gone++;
            if (_kept == 0)
            {
                _lastGone.SetLength(0);
                _lastGone.Write(line);
                _lastGoneHead = head;
            }
        });
        Read = to;
    }

    /// <summary>Sees that what was copied is on the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <summary>Completes it. Where nothing stays, the newest event does, since something has to say what is gone; no reader takes it for more than that.</summary>
    /// <param name="before">What had gone before.</param>
    /// <param name="through">The number of the newest event.</param>
    /// <param name="survey">What was chosen to go.</param>
    /// <returns>What is gone.</returns>
    public LetGo Complete(LetGo? before, long through, LogSurvey survey)
    {
        if (_kept == 0 && Gone > 0)
        {
            Gone--;
            Append(_lastGone.GetBuffer().AsSpan(0, (int)_lastGone.Length), _lastGoneHead);
        }

        Span<byte> field = stackalloc byte[LetGo.FieldLength];
        var letGo = new LetGo((before?.Events ?? 0) + Gone, through, Later(before?.Until, survey.Until), Later(before?.Ended, survey.Ended));
        letGo.WriteField(field);
        _file.Flush();
        RandomAccess.Write(_file.SafeFileHandle, field, _letGoAt);
        Flush();
        return letGo;
    }

    /// <summary>Closes the file, so that it can be moved.</summary>
    public void Close() => _file.Dispose();

    /// <inheritdoc/>
    /// <remarks>Removes it, unless it has taken the place of the log.</remarks>
    public void Dispose()
    {
        _lastGone.Dispose();
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // The disk is full, and takes nothing of what is to go anyway.
        }

        AtomicFile.TryDelete(Path);
    }

    private static string PathOf(string log) => log + Suffix;

    private static IncidentTimestamp Later(IncidentTimestamp? one, IncidentTimestamp other) => one is { } earlier && earlier > other ? earlier : other;

    // The first one says what is gone, for which room is left until that is known. What it said before is said anew.
    private void Append(ReadOnlySpan<byte> line, in EventHead head)
    {
        if (_kept++ > 0)
        {
            _file.Write(line);
            _file.WriteByte((byte)'\n');
            return;
        }

        (int from, int length) = head.LetGoAt.GetOffsetAndLength(line.Length);
        ReadOnlySpan<byte> rest = line[(from + length)..].TrimEnd(" \t"u8);
        _file.Write(line[..from]);
        _file.Write(rest[..^1]);
        _letGoAt = _file.Position;
        Span<byte> field = stackalloc byte[LetGo.FieldLength];
        field.Fill((byte)' ');
        _file.Write(field);
        _file.Write("}\n"u8);
    }
}
