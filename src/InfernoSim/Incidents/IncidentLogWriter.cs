using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace InfernoSim.Incidents;

/// <summary>
/// Writes one incident file (<c>inbound.log</c>, <c>outbound.log</c> or <c>sql.log</c>). Any number of producers append at the same
/// time; one owner numbers the events and writes what has come together in one system call. Where that takes longer than the patience
/// that was given, all who wait are told that it failed, as when a write fails. So are those whose event does not fit into the room that the
/// logs have, where no older ones make room for it.
/// </summary>
public sealed class IncidentLogWriter : IEventLog, IAsyncDisposable
{
    /// <summary>A batch larger than this keeps its first producer waiting for longer than another system call costs.</summary>
    private const long LargestBatch = 1024 * 1024;
    private const int LargestPool = 1024;
    private const int SequenceDigits = 20;

    private readonly string _path;
    private readonly LogLock _lock;
    private readonly LogFile _file;
    private readonly LogRoom? _room;
    private readonly Lock _writing;
    private readonly long _missingBefore;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentQueue<PendingAppend> _pool = new();
    private List<PendingAppend> _batch = [];
    private readonly Action<PendingAppend> _release;
    private readonly Task _owner;
    private readonly LogWatch? _watch;
    private long _sequence;
    private long _eventsWritten;
    private LetGo? _letGo;
    private Exception? _failure;
    private bool _disposed;

    private IncidentLogWriter(string path, LogLock logLock, FileStream file, LogTail? tail, TimeSpan patience, TimeProvider time, LogRoom? room, long? counted)
    {
        _path = path;
        _lock = logLock;
        _file = new LogFile(file);
        _room = room;
        _writing = room?.Trimmer?.Writing ?? new Lock();
        _release = Release;
        EventsBefore = tail?.Events ?? 0;
        SequenceGaps numbers = tail?.Numbers ?? default;
        _letGo = tail?.LetGo;
        long lostAtEnd = counted is null ? 0 : Math.Max(0, counted.Value - numbers.Missing - EventsBefore);
        _missingBefore = counted is null ? LetGoEvents : numbers.Missing + lostAtEnd;
        _sequence = numbers.Last + lostAtEnd;
        RepairNotice = Repair(tail);
        _watch = patience == Timeout.InfiniteTimeSpan ? null : new LogWatch(patience, time, TakeOver);
        room?.Trimmer?.Join(this);
        _owner = Task.Run(DrainAsync);
    }

    /// <summary>What was done to the end of the file before appending to it; <see langword="null"/> when it was sound.</summary>
    public string? RepairNotice { get; }

    /// <summary>How many events this writer has handed to the operating system.</summary>
    public long EventsWritten => Volatile.Read(ref _eventsWritten);

    /// <summary>How many events the file held before.</summary>
    internal long EventsBefore { get; }

    /// <summary>How many events there are, made room, and, by what was counted before, were lost before.</summary>
    internal long Counted => EventsBefore + _missingBefore + EventsWritten;

    /// <summary>How many events made room for newer ones, before as well.</summary>
    internal long LetGoEvents => _letGo?.Events ?? 0;

    /// <summary>The file.</summary>
    internal string LogPath => _path;

    /// <summary>How many bytes of it are with the operating system.</summary>
    internal long Length => _file.Committed;

    /// <summary>Whether there was an event that did not fit, here or in another log of the recording.</summary>
    internal bool IsFull => _room is { IsFull: true };

    /// <summary>
    /// Opens a file for writing, and makes it if need be, readable by its owner alone. No other writer can open it until
    /// this one is disposed or its process is gone.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="append">
    /// Whether to continue a file that holds events: the torn beginning of an event at its end is cut off
    /// (<see cref="RepairNotice"/>), and the sequence goes on.
    /// </param>
    /// <returns>The writer.</returns>
    /// <exception cref="IncidentFormatException">
    /// The file holds events and <paramref name="append"/> is <see langword="false"/>, another writer has it, or a line of it is not JSON.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static IncidentLogWriter Open(string path, bool append = false) => Open(path, append, Timeout.InfiniteTimeSpan, TimeProvider.System);

    /// <inheritdoc cref="Open(string, bool)"/>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="append">Whether to continue a file that holds events.</param>
    /// <param name="patience">How long a write may take before it has failed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="room">The room of this log and the others of its recording; <see langword="null"/> for as much as they take.</param>
    /// <param name="counted">
    /// How many events were counted when the recording ended before, those that were lost at its end among them: their numbers are left out. <see langword="null"/>
    /// where nobody counted.
    /// </param>
    internal static IncidentLogWriter Open(string path, bool append, TimeSpan patience, TimeProvider time, LogRoom? room = null, long? counted = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var logLock = LogLock.Take(path);
        FileStream? file = null;
        try
        {
            LogDraft.RemoveLeft(path);
            file = LogFile.Open(path);
            if (room?.Trimmer is not null && !file.CanSeek)
            {
                throw new IncidentFormatException(path, 0, 0, "This is a pipe or a device, from which nothing can be let go.", "Record to a file, or let the recording stop when it is full.");
            }

            bool isEmpty = !file.CanSeek || file.Length == 0;
            if (!isEmpty && !append)
            {
                throw new IncidentFormatException(path, 0, 0, "The file already holds a recording.", "Continue it, or record to another folder.") { HoldsRecording = true };
            }

            if (!isEmpty)
            {
                OwnerOnly.Tighten(path);
            }

            return new IncidentLogWriter(path, logLock, file, isEmpty ? null : LogTail.Inspect(path), patience, time, room, counted);
        }
        catch
        {
            file?.Dispose();
            logLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes an event; completes when it has been handed to the operating system, from where it survives the end of
    /// this process. After a failed write the writer is broken: every later call fails in the same way.
    /// </summary>
    /// <param name="incidentEvent">The event; its sequence, and its id where it has none, are given here.</param>
    /// <param name="cancellationToken">Gives up waiting, not writing.</param>
    /// <returns>A task, to be awaited once, that fails with <see cref="IOException"/> when the event could not be written.</returns>
    /// <exception cref="ArgumentException">The event cannot be written so that it is read back as it is.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    internal ValueTask AppendAsync(IncidentEvent incidentEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(incidentEvent);
        cancellationToken.ThrowIfCancellationRequested();
        PendingAppend pending = NextPending();
        pending.Serialize(incidentEvent);
        ValueTask outcome = Enqueue(pending);
        return cancellationToken.CanBeCanceled && !outcome.IsCompleted
            ? new ValueTask(outcome.AsTask().WaitAsync(cancellationToken))
            : outcome;
    }

    /// <inheritdoc/>
    ValueTask IEventLog.AppendAsync(IncidentEvent incidentEvent) => AppendAsync(incidentEvent);

    /// <summary>Writes an event that was serialised earlier; see <see cref="AppendAsync(IncidentEvent, CancellationToken)"/>.</summary>
    /// <param name="made">The event; its sequence is given here.</param>
    /// <returns>A task, to be awaited once, that fails with <see cref="IOException"/> when the event could not be written.</returns>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    internal ValueTask AppendAsync(SerializedEvent made)
    {
        PendingAppend pending = NextPending();
        pending.Take(made);
        return Enqueue(pending);
    }

    /// <summary>Writes what was appended, closes the file, and lets another writer have it.</summary>
    /// <returns>A task that completes when the file is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await CallerContext.Leave();
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _queue.Writer.Complete();
        await (_watch is null ? _owner : Task.WhenAny(_owner, _watch.Ended));
        Task untouched = _room?.Trimmer?.CloseAsync() ?? Task.CompletedTask;
        if (_watch is { HasTakenOver: true })
        {
            await _watch.Ended;
        }
        else
        {
            await untouched;
        }

        Close();
    }

    /// <summary>Lets what stays of the file take its place. Nobody writes to it meanwhile.</summary>
    /// <param name="draft">What stays.</param>
    /// <param name="survey">What goes.</param>
    /// <returns>How many bytes are free now.</returns>
    /// <exception cref="IOException">It cannot, or somebody has changed the file.</exception>
    internal long TakePlace(LogDraft draft, LogSurvey survey)
    {
        if (draft.Gone == 0)
        {
            return 0;
        }

        _file.ThrowIfChanged(_path);
        long before = Length;
        LetGo letGo = draft.Complete(_letGo, _sequence, survey);
        draft.Close();
        _file.Replace(draft.Path, _path);
        _letGo = letGo;
        return before - Length;
    }

    /// <summary>Closes a file that nothing was appended to.</summary>
    internal void Abandon()
    {
        _disposed = true;
        _queue.Writer.Complete();
        Close();
    }

    private PendingAppend NextPending()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        return _pool.TryDequeue(out PendingAppend? known) ? known : new PendingAppend(_release);
    }

    private ValueTask Enqueue(PendingAppend pending)
    {
        ValueTask outcome = pending.Outcome;
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(pending), this);
        return outcome;
    }

    private void Close()
    {
        _watch?.Dispose();
        _file.Dispose();
        _lock.Dispose();
    }

    private string? Repair(LogTail? tail)
    {
        if (tail is { TornBytes: > 0 })
        {
            _file.CutTo(tail.SoundLength);
            return $"{_path}: the last event was torn, as by a crash; its {tail.TornBytes} bytes were cut off.";
        }

        if (tail is { LacksLineFeed: true })
        {
            _file.Append("\n"u8);
            _file.Commit();
            return $"{_path}: the last event lacked its line end, which was added.";
        }

        return null;
    }

    private async Task DrainAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            Collect();
            _watch?.Begin();
            List<PendingAppend> batch = _batch;
            (int written, Exception? failure) = _failure is null ? await WriteAsync(batch) : (0, _failure);
            if (_watch?.End() == false)
            {
                // Who waited has been told, and another one goes on.
                return;
            }

            Settle(batch, written, failure);
        }
    }

    // Instead of the owner, whose write takes too long; nothing more is written.
    private async Task TakeOver()
    {
        var tooLong = new IOException($"The log has taken nothing for {_watch!.Patience.TotalSeconds:0.#} s.");

        // From here on the owner reads lines that others use again, and writes none of them.
        _file.Abandon();
        List<PendingAppend> unwritten = _batch;
        _batch = [];
        Settle(unwritten, 0, tooLong);
        while (await _queue.Reader.WaitToReadAsync())
        {
            Collect();
            Settle(_batch, 0, tooLong);
        }
    }

    private void Collect()
    {
        for (long bytes = 0; bytes < LargestBatch && _queue.Reader.TryRead(out PendingAppend? pending);)
        {
            _batch.Add(pending);
            bytes += SizeOf(pending);
        }
    }

    private async ValueTask<(int Written, Exception? Failure)> WriteAsync(List<PendingAppend> batch)
    {
        int written = 0;
        try
        {
            while ((written = WriteFitting(batch, written)) < batch.Count)
            {
                if (_room?.Trimmer is not { } trimmer || !await trimmer.MakeRoomAsync(SizeOf(batch[written])))
                {
                    return (written, _room!.ToException());
                }
            }

            _room?.Trimmer?.StartInTime();
            return (written, null);
        }
        catch (Exception e)
        {
            return (written, e);
        }
    }

    private int WriteFitting(List<PendingAppend> batch, int from)
    {
        lock (_writing)
        {
            try
            {
                _file.ThrowIfChanged(_path);
                int fitting = from;
                while (fitting < batch.Count && TryAppend(batch[fitting]))
                {
                    fitting++;
                }

                _file.Commit();
                return fitting;
            }
            catch
            {
                _file.Rollback();
                throw;
            }
        }
    }

    // The first of a batch may have been written where the others did not fit.
    private void Settle(List<PendingAppend> batch, int written, Exception? failure)
    {
        _failure = failure;
        Volatile.Write(ref _eventsWritten, _eventsWritten + written);
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Complete(i < written ? null : Describe(failure!));
        }

        batch.Clear();
    }

    private bool TryAppend(PendingAppend pending)
    {
        Span<byte> digits = stackalloc byte[SequenceDigits];
        Utf8Formatter.TryFormat(_sequence + 1, digits, out int length);
        if (_room?.TryTake(pending.Head.Length + length + pending.Rest.Length) == false)
        {
            return false;
        }

        _sequence++;
        _file.Append(pending.Head);
        _file.Append(digits[..length]);
        _file.Append(pending.Rest);
        return true;
    }

    private static long SizeOf(PendingAppend pending) => pending.Head.Length + SequenceDigits + pending.Rest.Length;

    private IOException Describe(Exception failure) => failure is LogFullException
        ? _room!.ToException()
        : new IOException($"{_path}: the event could not be written: {failure.Message} Nothing more is recorded to this file.", failure);

    private void Release(PendingAppend pending)
    {
        if (_pool.Count < LargestPool)
        {
            _pool.Enqueue(pending);
        }
    }
}
