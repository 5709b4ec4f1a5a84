namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>The body of a response while the service reads it.</summary>
/// <param name="inner">The body; disposed of with this.</param>
/// <param name="call">The call.</param>
/// <param name="response">The response.</param>
internal sealed class ResponseStream(Stream inner, IFollowedCall call, HttpResponseMessage response) : ForwardStream
{
    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            call.Cut(failure);
            throw;
        }

        Note(buffer.Span[..read], buffer.Length);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (Exception failure)
        {
            call.Cut(failure);
            throw;
        }

        Note(buffer[..read], buffer.Length);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            call.Cut(null);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Asked for nothing, a stream gives nothing before its end.
    private void Note(ReadOnlySpan<byte> bytes, int asked)
    {
        if (bytes.Length > 0)
        {
            call.Append(bytes);
        }
        else if (asked > 0)
        {
            call.End(response);
        }
    }
}
