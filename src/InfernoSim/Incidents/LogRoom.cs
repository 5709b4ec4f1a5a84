namespace InfernoSim.Incidents;

/// <summary>
/// How much the logs of a recording may have together. Where an event does not fit, and none makes room for it, the recording is over: none that comes
/// later is written either, however short it is, so that what is missing is missing at the end. Thread-safe.
/// </summary>
internal sealed class LogRoom
{
    private readonly Lock _lock = new();
    private long _taken;
    private volatile bool _isFull;

    private LogRoom(long limit, long taken, bool keepsNewest)
    {
        Limit = limit;
        _taken = taken;
        Trimmer = keepsNewest ? new LogTrimmer(this) : null;
    }

    /// <summary>How many bytes the logs may have.</summary>
    public long Limit { get; }

    /// <summary>How many they have.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Whether an event did not fit.</summary>
    public bool IsFull => _isFull;

    /// <summary>Lets the oldest events make room for the newest; <see langword="null"/> where the oldest stay.</summary>
    public LogTrimmer? Trimmer { get; }

    /// <summary>Measures what there is.</summary>
    /// <param name="limit">How many bytes the logs may have; <see langword="null"/> for as many as they take.</param>
    /// <param name="where">The folder of the logs, or the one log.</param>
    /// <param name="logs">Those that are continued; they need not be there.</param>
    /// <param name="keepsNewest">Whether the oldest events make room for the newest.</param>
    /// <returns><see langword="null"/> where there is no limit.</returns>
    /// <exception cref="IncidentFormatException">There is no room already, and none is made.</exception>
    public static LogRoom? Of(long? limit, string where, IEnumerable<string> logs, bool keepsNewest = false)
    {
        if (limit is not { } most)
        {
            return null;
        }

        long taken = logs.Select(path => new FileInfo(path)).Where(log => log.Exists).Sum(log => log.Length);
        return taken < most || keepsNewest
            ? new LogRoom(most, taken, keepsNewest)
            : throw new IncidentFormatException(where, 0, 0, $"The recording has {taken} bytes already, and may have {most}.", "Let it have more, or record to another folder.");
    }

    /// <summary>Takes room for an event.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryTake(long bytes)
    {
        lock (_lock)
        {
            if (!_isFull && bytes <= Limit - _taken)
            {
                _taken += bytes;
                return true;
            }

            _isFull |= Trimmer is null;
            return false;
        }
    }

    /// <summary>Whether there is room for an event.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    public bool Has(long bytes)
    {
        lock (_lock)
        {
            return !_isFull && bytes <= Limit - _taken;
        }
    }

    /// <summary>Gives back the room of what is gone.</summary>
    /// <param name="bytes">How many bytes it had.</param>
    public void Return(long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
        }
    }

    /// <summary>Ends the recording: no room can be made.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isFull = true;
        }
    }

    /// <summary>What whoever waits for an event that did not fit is told.</summary>
    public LogFullException ToException()
    {
        lock (_lock)
        {
            return new LogFullException($"The recording is full: its logs have {_taken} of the {Limit} bytes that they may have, and the next event does not fit. Nothing more is recorded.");
        }
    }
}
