using System.IO.Pipelines;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>The server's own writer of a response's body, whose bytes are recorded as they are written.</summary>
/// <param name="inner">The server's writer.</param>
/// <param name="recorder">Takes note of the bytes.</param>
internal sealed class TapedWriter(PipeWriter inner, BodyRecorder recorder) : PipeWriter
{
    private Memory<byte> _room;
    private bool _isComplete;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfComplete();
        return _room = inner.GetMemory(sizeHint);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        // Before the server may do with them what it wants; whoever counts wrong is told so by the server.
        if ((uint)bytes <= (uint)_room.Length)
        {
            recorder.Append(_room.Span[..bytes]);
            _room = _room[bytes..];
        }

        inner.Advance(bytes);
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfComplete();
        recorder.Append(source.Span);
        return inner.WriteAsync(source, cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    /// <remarks>The server ends the response when the service has.</remarks>
    public override void Complete(Exception? exception = null)
    {
        _isComplete = true;
        if (exception is not null)
        {
            inner.Complete(exception);
        }
    }

    private void ThrowIfComplete()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
        }
    }
}
