using System.Buffers;
using System.IO.Pipelines;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>
/// The server's own reader of a request's body, whose bytes are recorded as they are seen. A reader over <see cref="TapedStream"/> would record the
/// same, and copy each byte once more.
/// </summary>
/// <param name="inner">The server's reader.</param>
/// <param name="tape">The stream of the same body: what one has shown is not recorded again when the other does.</param>
internal sealed class TapedReader(PipeReader inner, TapedStream tape) : PipeReader
{
    private ReadOnlySequence<byte> _seen;
    private bool _isReading;
    private bool _isComplete;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfComplete();
        ValueTask<ReadResult> read = inner.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Note(read.Result)) : AwaitAsync(read);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        ThrowIfComplete();
        bool has = inner.TryRead(out result);
        if (has)
        {
            Note(result);
        }

        return has;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ThrowIfComplete();
        tape.Held = _isReading ? _seen.Slice(consumed).Length : tape.Held;
        (_isReading, _seen) = (false, default);
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    /// <remarks>The server's own stays open: what the service leaves unread is read on.</remarks>
    public override void Complete(Exception? exception = null)
    {
        _isComplete = true;
        if (_isReading)
        {
            inner.AdvanceTo(_seen.Start);
            (_isReading, _seen) = (false, default);
        }
    }

    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read) => Note(await read);

    private ReadResult Note(ReadResult result)
    {
        foreach (ReadOnlyMemory<byte> bytes in result.Buffer.Slice(Math.Min(tape.Held, result.Buffer.Length)))
        {
            tape.Record(bytes.Span);
        }

        (_isReading, _seen, tape.Held) = (true, result.Buffer, result.Buffer.Length);
        if (result.IsCompleted)
        {
            tape.End();
        }

        return result;
    }

    private void ThrowIfComplete()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
        }
    }
}
