namespace InfernoSim.Replay;

/// <summary>When something last happened on behalf of an exchange, on either side of the service, and what. Thread-safe.</summary>
internal sealed class ExchangeActivity(TimeProvider time)
{
    private long _last = time.GetTimestamp();
    private string? _lastCall;
    private int _heldCalls;

    /// <summary>The last dependency call, or <see langword="null"/>.</summary>
    public string? LastCall => Volatile.Read(ref _lastCall);

    /// <summary>Bytes came, or a call was answered.</summary>
    public void Touch() => Volatile.Write(ref _last, time.GetTimestamp());

    /// <summary>A dependency call came.</summary>
    public void Touch(string call)
    {
        Volatile.Write(ref _lastCall, call);
        Touch();
    }

    /// <summary>How long nothing has happened; nothing while a call is held back on purpose, for then the waiting is ours.</summary>
    public TimeSpan Idle() => Volatile.Read(ref _heldCalls) > 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Marks a call as held back until the result is disposed of.</summary>
    public HeldCall Hold()
    {
        Interlocked.Increment(ref _heldCalls);
        return new HeldCall(this);
    }

    /// <summary>A call that is held back.</summary>
    internal readonly struct HeldCall(ExchangeActivity activity) : IDisposable
    {
        public void Dispose()
        {
            activity.Touch();
            Interlocked.Decrement(ref activity._heldCalls);
        }
    }
}
