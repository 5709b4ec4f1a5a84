using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// Brings to disk what the memory is soon needed for, the oldest first, and not by those who record: no request waits for a disk. One that is full or
/// gone is left alone for a moment.
/// </summary>
/// <param name="ring">What is kept.</param>
/// <param name="store">The disk.</param>
/// <param name="time">The clock.</param>
internal sealed class Spiller(ExchangeRing ring, SpillStore store, TimeProvider time) : IThreadPoolWorkItem
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private Task _work = Task.CompletedTask;
    private DateTimeOffset _pausedUntil;
    private int _isAtWork;
    private long _failures;
    private volatile bool _isStopped;
    private volatile DropCause _obstacle = DropCause.Memory;

    /// <summary>How often the disk could not be written to.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Why it brought nothing to disk when it last tried: one of those that speak of the disk; <see langword="null"/> where it did.</summary>
    public DropCause? Obstacle => _obstacle is DropCause.Memory ? null : _obstacle;

    private bool IsPaused => time.GetUtcNow() < _pausedUntil;

    /// <summary>There may be something to bring to disk, or something there that nobody needs.</summary>
    public void Start()
    {
        if (!_isStopped && Interlocked.Exchange(ref _isAtWork, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Begins nothing more, and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await Volatile.Read(ref _work);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Volatile.Write(ref _work, SpillAsync());

    private async Task SpillAsync()
    {
        try
        {
            if (!IsPaused)
            {
                store.Collect(ring.IsEmpty);
            }

            while (!_isStopped && !IsPaused && ring.NextToSpill() is { } next)
            {
                IReadOnlyList<(LogKind Log, SerializedEvent Event)>? events = ring.TryMake(next);
                ring.Return(next);
                if (events is null)
                {
                    continue;
                }

                if (!store.Fits(events))
                {
                    ring.KeepInMemory(next.Chain!);
                    continue;
                }

                if (await store.WriteAsync(events, ring.TryForget) is not { } extent)
                {
                    _obstacle = DropCause.FullDisk;
                    _pausedUntil = time.GetUtcNow() + Pause;
                    break;
                }

                _obstacle = DropCause.Memory;
                ring.Spilled(next.Chain!, extent);
            }
        }
#pragma warning disable CA1031 // Whatever a disk does: the service must not suffer from it, nor what is in memory.
        catch (Exception)
#pragma warning restore CA1031
        {
            _obstacle = DropCause.FailedDisk;
            Interlocked.Increment(ref _failures);
            _pausedUntil = time.GetUtcNow() + Pause;
        }
        finally
        {
            Volatile.Write(ref _isAtWork, 0);
        }

        // What came while this ended has found it at work.
        if (!IsPaused && ring.HasToSpill)
        {
            Start();
        }
    }
}
