using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using InfernoSim.Recording;

namespace InfernoSim.Capture.Recording;

/// <summary>
/// A body that is recorded while it is read. The reader decides the pace: nothing is read that was not asked for. The
/// last bytes are only given to the reader once <see cref="EndedAsync"/> has completed.
/// </summary>
/// <param name="inner">Where the body comes from.</param>
/// <param name="recorder">Takes note of it.</param>
/// <param name="length">The length the body was announced with, or <see langword="null"/>.</param>
internal abstract class ObservedStream(Stream inner, BodyRecorder recorder, long? length) : ForwardStream
{
    private bool _ended;

    public sealed override bool CanRead => true;

    public sealed override bool CanWrite => false;

    /// <summary>There is nothing to read yet. Must not throw.</summary>
    /// <returns>A task that is waited for before the next bytes.</returns>
    protected virtual ValueTask WaitingAsync() => ValueTask.CompletedTask;

    /// <summary>The body has been read to its end.</summary>
    /// <returns>A task that holds back the end of the body until it completes.</returns>
    protected abstract ValueTask EndedAsync();

    /// <summary>The body could not be read further.</summary>
    /// <param name="exception">Why.</param>
    /// <returns>Whether the reader is to see the end of the body instead of the exception.</returns>
    protected abstract ValueTask<bool> FailedAsync(Exception exception);

    public sealed override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ended ? ValueTask.FromResult(0) : ReadOnAsync(buffer, cancellationToken);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public sealed override void Flush()
    {
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read;
        try
        {
            ValueTask<int> reading = inner.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted)
            {
                await WaitingAsync();
            }

            read = await reading;
        }
        catch (Exception e)
        {
            await EndWithFailureAsync(e);
            return 0;
        }

        if (buffer.IsEmpty)
        {
            // A reader that waits for data before it takes a buffer. It does not tell whether the body has ended.
            return 0;
        }

        recorder.Append(buffer.Span[..read]);
        if (read == 0 || recorder.Size == length)
        {
            _ended = true;
            await EndedAsync();
        }

        return read;
    }

    private async ValueTask EndWithFailureAsync(Exception exception)
    {
        _ended = await FailedAsync(exception);
        if (!_ended)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }
}
