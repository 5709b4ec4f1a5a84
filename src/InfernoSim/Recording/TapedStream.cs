namespace InfernoSim.Recording;

/// <summary>A body's stream whose bytes are recorded as they are read, or written. The inner stream stays its owner's.</summary>
/// <param name="inner">The stream.</param>
/// <param name="recorder">Takes note of the bytes.</param>
/// <param name="ended">Is told when it has been read to its end, perhaps more than once.</param>
internal sealed class TapedStream(Stream inner, BodyRecorder recorder, Action? ended = null) : ForwardStream
{
    /// <summary>Whether it has been read to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How many of the bytes that will be read next are recorded already, since somebody has seen them and left them where they are.</summary>
    public long Held { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        Note(buffer.Span[..read], buffer.Length);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Note(buffer.AsSpan(offset, read), count);
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        recorder.Append(buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        recorder.Append(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <summary>Takes note of bytes that come in another way than through this stream.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Record(ReadOnlySpan<byte> bytes) => recorder.Append(bytes);

    /// <summary>There are no more.</summary>
    public void End()
    {
        HasEnded = true;
        ended?.Invoke();
    }

    // Asked for nothing, a stream gives nothing before its end.
    private void Note(ReadOnlySpan<byte> bytes, int asked)
    {
        int held = (int)Math.Min(Held, bytes.Length);
        Held -= held;
        Record(bytes[held..]);
        if (bytes.IsEmpty && asked > 0)
        {
            End();
        }
    }
}
