using InfernoSim.Matching;

namespace InfernoSim.Stub.InProcess;

/// <summary>A response body as a connection gives it: read once, forward, perhaps slowly, and perhaps cut short.</summary>
/// <param name="body">The bytes.</param>
/// <param name="cut">Whether the connection ends behind them, before the response does.</param>
/// <param name="pace">When they come; <see langword="null"/> for at once.</param>
internal sealed class AnswerStream(ReadOnlyMemory<byte> body, bool cut, AnswerPace? pace = null) : ForwardStream
{
    private int _position;
    private int _pieces;
    private int _arrived = pace is null ? body.Length : 0;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (IsToCome(buffer.Length))
        {
            // The caller asked to block. Off its context, so that nothing in here can wait for it.
            Task.Run(() => ArriveAsync(CancellationToken.None).AsTask()).GetAwaiter().GetResult();
        }

        return Take(buffer);
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _arrived - _position);
        if (count == 0 && cut && buffer.Length > 0)
        {
            throw AnswerMessage.Ended();
        }

        body.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (IsToCome(buffer.Length))
        {
            return ReadLaterAsync(buffer, cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Take(buffer.Span));
        }
        catch (HttpIOException error)
        {
            return ValueTask.FromException<int>(error);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsToCome(int wanted) => wanted > 0 && _position == _arrived && _pieces < pace?.Count;

    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await ArriveAsync(cancellationToken);
        return Take(buffer.Span);
    }

    // Until something is there that was not, or nothing comes any more.
    private async ValueTask ArriveAsync(CancellationToken cancellationToken)
    {
        while (_position == _arrived && _pieces < pace!.Count)
        {
            await pace.WaitAsync(_pieces, cancellationToken);
            _arrived = pace.EndOf(_pieces, body.Length);
            _pieces++;
        }
    }
}
