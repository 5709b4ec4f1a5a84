namespace InfernoSim.Tls;

/// <summary>A wait for a client, which ends when the client takes too long, or the server wants no more requests.</summary>
internal sealed class ClientWait : IDisposable
{
    private readonly CancellationTokenSource? _late;
    private readonly CancellationTokenSource? _ended;

    /// <summary>Begins to wait.</summary>
    /// <param name="limits">Say for how long.</param>
    /// <param name="closing">The server wants no more requests.</param>
    public ClientWait(OpeningLimits limits, CancellationToken closing)
    {
        Token = closing;
        if (limits.Patience != Timeout.InfiniteTimeSpan)
        {
            _late = new CancellationTokenSource(limits.Patience, limits.Time);
            _ended = CancellationTokenSource.CreateLinkedTokenSource(closing, _late.Token);
            Token = _ended.Token;
        }
    }

    /// <summary>Cancelled at the end of the wait.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the client took too long.</summary>
    public bool IsTooLong => _late is { IsCancellationRequested: true };

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended?.Dispose();
        _late?.Dispose();
    }
}
