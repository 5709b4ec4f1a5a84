using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace InfernoSim.Incidents;

/// <summary>
/// Writes one incident file (<c>inbound.log</c>, <c>outbound.log</c> or <c>sql.log</c>). Any number of producers append at the same
/// time; one owner numbers the events and writes what has come together in one system call. Where that takes longer than the patience
/// that was given, all who wait are told that it failed, as when a write fails.
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
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentQueue<PendingAppend> _pool = new();
    private List<PendingAppend> _batch = [];
    private readonly Action<PendingAppend> _release;
    private readonly Task _owner;
    private readonly LogWatch? _watch;
    private long _sequence;
    private long _eventsWritten;
    private Exception? _failure;
    private bool _disposed;

    private IncidentLogWriter(string path, LogLock logLock, FileStream file, LogTail? tail, TimeSpan patience, TimeProvider time)
    {
        _path = path;
        _lock = logLock;
        _file = new LogFile(file);
        _release = Release;
        _sequence = tail?.LastSequence ?? 0;
        EventsBefore = tail?.Events ?? 0;
        RepairNotice = Repair(tail);
        _watch = patience == Timeout.InfiniteTimeSpan ? null : new LogWatch(patience, time, TakeOver);
        _owner = Task.Run(DrainAsync);
    }

    /// <summary>What was done to the end of the file before appending to it; <see langword="null"/> when it was sound.</summary>
    public string? RepairNotice { get; }

    /// <summary>How many events this writer has handed to the operating system.</summary>
    public long EventsWritten => Volatile.Read(ref _eventsWritten);

    /// <summary>How many events the file held before.</summary>
    internal long EventsBefore { get; }

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
    internal static IncidentLogWriter Open(string path, bool append, TimeSpan patience, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var logLock = LogLock.Take(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, OwnerOnly.Apply(new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
            }));
            bool isEmpty = !file.CanSeek || file.Length == 0;
            if (!isEmpty && !append)
            {
                throw new IncidentFormatException(path, 0, 0, "The file already holds a recording.", "Continue it, or record to another folder.") { HoldsRecording = true };
            }

            if (!isEmpty)
            {
                OwnerOnly.Tighten(path);
            }

            return new IncidentLogWriter(path, logLock, file, isEmpty ? null : LogTail.Inspect(path), patience, time);
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
        if (_watch is { HasTakenOver: true })
        {
            await _watch.Ended;
        }

        Close();
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
            Exception? failure = _failure ?? Write(batch);
            if (_watch?.End() == false)
            {
                // Who waited has been told, and another one goes on.
                return;
            }

            Settle(batch, failure);
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
        Settle(unwritten, tooLong);
        while (await _queue.Reader.WaitToReadAsync())
        {
            Collect();
            Settle(_batch, tooLong);
        }
    }

    private void Collect()
    {
        for (long bytes = 0; bytes < LargestBatch && _queue.Reader.TryRead(out PendingAppend? pending);)
        {
            _batch.Add(pending);
            bytes += pending.Head.Length + SequenceDigits + pending.Rest.Length;
        }
    }

    private Exception? Write(List<PendingAppend> batch)
    {
        try
        {
            _file.ThrowIfChanged(_path);
            batch.ForEach(Append);
            _file.Commit();
            return null;
        }
        catch (Exception e)
        {
            _file.Rollback();
            return e;
        }
    }

    private void Settle(List<PendingAppend> batch, Exception? failure)
    {
        _failure = failure;
        if (failure is null)
        {
            Volatile.Write(ref _eventsWritten, _eventsWritten + batch.Count);
        }

        batch.ForEach(pending => pending.Complete(failure is null ? null : Describe(failure)));
        batch.Clear();
    }

    private void Append(PendingAppend pending)
    {
        Span<byte> digits = stackalloc byte[SequenceDigits];
        Utf8Formatter.TryFormat(++_sequence, digits, out int length);
        _file.Append(pending.Head);
        _file.Append(digits[..length]);
        _file.Append(pending.Rest);
    }

    private IOException Describe(Exception failure) =>
        new($"{_path}: the event could not be written: {failure.Message} Nothing more is recorded to this file.", failure);

    private void Release(PendingAppend pending)
    {
        if (_pool.Count < LargestPool)
        {
            _pool.Enqueue(pending);
        }
    }
}
