namespace InfernoSim.Recording;

/// <summary>
/// One end of a connection that became a WebSocket. Every byte passes as it comes, in both directions; what the messages are is read along.
/// One side may be read while the other one is written.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="here">What the side says that holds this end.</param>
/// <param name="there">What the other side says.</param>
/// <param name="closed">Is told when this end is closed, perhaps more than once.</param>
internal sealed class SpokenStream(Stream inner, SpokenSide here, SpokenSide there, Action? closed) : ForwardConnection(inner)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            there.Leave();
            throw;
        }

        Follow(buffer.Span[..read], buffer.Length);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read;
        try
        {
            read = Inner.Read(buffer, offset, count);
        }
        catch (IOException)
        {
            there.Leave();
            throw;
        }

        Follow(buffer.AsSpan(offset, read), count);
        return read;
    }

    // Taken down before it is sent: what answers it must not stand before it.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        here.Say(buffer.Span);
        return Inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        here.Say(buffer.AsSpan(offset, count));
        Inner.Write(buffer, offset, count);
    }

    protected override void OnClosed() => closed?.Invoke();

    // Asked for nothing, a stream gives nothing before its end.
    private void Follow(ReadOnlySpan<byte> bytes, int asked)
    {
        if (bytes.Length > 0)
        {
            there.Say(bytes);
        }
        else if (asked > 0)
        {
            there.Leave();
        }
    }
}
