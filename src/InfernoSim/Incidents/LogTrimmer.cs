namespace InfernoSim.Incidents;

/// <summary>
/// Makes room in the logs of a recording: what began first goes, each exchange with all that belongs to it. What stays is copied beside the logs while
/// these are written on, and then takes their places, one log after the other. Whoever reads at that moment, and whoever finds what a recorder that was killed has
/// left, sees whole exchanges all the same, since each log says from when on they are (<see cref="LetGo"/>).
/// </summary>
internal sealed class LogTrimmer
{
    /// <summary>What is left to copy while nobody writes is no more than this, unless it grows faster than it can be copied.</summary>
    private const long SmallRest = 1024 * 1024;
    private const int MostRounds = 4;

    private readonly LogRoom _room;
    private readonly Lock _lock = new();
    private readonly List<IncidentLogWriter> _logs = [];
    private Task<Exception?> _running = Task.FromResult<Exception?>(null);
    private long _startAt;
    private volatile bool _isClosed;

    /// <param name="room">The room that the logs have.</param>
    public LogTrimmer(LogRoom room)
    {
        _room = room;
        _startAt = LittleLeft;
    }

    /// <summary>Is held by whoever writes to a log, and while logs change their places.</summary>
    public Lock Writing { get; } = new();

    /// <summary>Takes care of a log.</summary>
    /// <param name="log">Its writer.</param>
    public void Join(IncidentLogWriter log)
    {
        lock (_lock)
        {
            _logs.Add(log);
        }
    }

    /// <summary>Begins to make room where there is not much left, so that nobody has to wait for it.</summary>
    public void StartInTime()
    {
        if (_room.Taken >= Volatile.Read(ref _startAt))
        {
            _ = StartAsync();
        }
    }

    /// <summary>Makes room for an event.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    /// <returns>Whether there is room now. Where there is none, the recording is over.</returns>
    /// <exception cref="IOException">What stays cannot be written.</exception>
    public async ValueTask<bool> MakeRoomAsync(long bytes)
    {
        // The first may have begun long ago, and be over before it has made enough.
        for (int turn = 0; turn < 2 && !_room.IsFull && !_room.Has(bytes); turn++)
        {
            if (await StartAsync() is { } failure)
            {
                throw new IOException($"The oldest events could not make room: {failure.Message}", failure);
            }
        }

        if (_room.Has(bytes))
        {
            return true;
        }

        _room.Close();
        return false;
    }

    /// <summary>Makes no more room, since a log is closed.</summary>
    /// <returns>A task that completes when nothing is done to the logs any more.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _running;
        }
    }

    private long LittleLeft => _room.Limit - (_room.Limit / 8);

    private Task<Exception?> StartAsync()
    {
        lock (_lock)
        {
            if (_running.IsCompleted && !_isClosed)
            {
                IncidentLogWriter[] logs = [.. _logs];
                _running = Task.Run(() => Run(logs));
            }

            return _running;
        }
    }

    private Exception? Run(IncidentLogWriter[] logs)
    {
        try
        {
            Trim(logs);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IncidentFormatException)
        {
            return e;
        }
        finally
        {
            // Not for every event, where there is little that can go.
            Volatile.Write(ref _startAt, Math.Max(LittleLeft, _room.Taken + (_room.Limit / 16)));
        }
    }

    private void Trim(IncidentLogWriter[] logs)
    {
        long[] lengths = LengthsOf(logs);
        var survey = new LogSurvey();
        for (int i = 0; i < logs.Length; i++)
        {
            LogLines.Visit(logs[i].LogPath, 0, lengths[i], (line, in head) => survey.Add(head, line.Length + 1));
        }

        if (survey.Choose(_room.Limit / 2))
        {
            Replace(logs, lengths, survey);
        }
    }

    private void Replace(IncidentLogWriter[] logs, long[] lengths, LogSurvey survey)
    {
        var drafts = new List<LogDraft>(logs.Length);
        try
        {
            for (int i = 0; i < logs.Length; i++)
            {
                var draft = LogDraft.Create(logs[i].LogPath);
                drafts.Add(draft);
                draft.Copy(lengths[i], head => survey.IsToGo(head));
            }

            for (int round = 0; round < MostRounds && LengthsOf(logs).Sum() - drafts.Sum(draft => draft.Read) > SmallRest; round++)
            {
                CopyRest(LengthsOf(logs), drafts, survey);
            }

            drafts.ForEach(draft => draft.Flush());
            lock (Writing)
            {
                if (!_isClosed)
                {
                    CopyRest([.. logs.Select(log => log.Length)], drafts, survey);
                    _room.Return(logs.Zip(drafts, (log, draft) => log.TakePlace(draft, survey)).Sum());
                }
            }
        }
        finally
        {
            drafts.ForEach(draft => draft.Dispose());
        }
    }

    private static void CopyRest(long[] lengths, List<LogDraft> drafts, LogSurvey survey)
    {
        for (int i = 0; i < drafts.Count; i++)
        {
            drafts[i].Copy(lengths[i], head => survey.IsOfWhatIsToGo(head));
        }
    }

    private long[] LengthsOf(IncidentLogWriter[] logs)
    {
        lock (Writing)
        {
            return [.. logs.Select(log => log.Length)];
        }
    }
}
