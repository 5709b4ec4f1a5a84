using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.VirtualTime;

/// <summary>What the clock and the watch see of an exchange in flight: when something last happened in it, on either side of the service, and what. Thread-safe.</summary>
/// <param name="address">Whose it is.</param>
/// <param name="exchange">What was recorded.</param>
/// <param name="time">The wall clock.</param>
internal sealed class ExchangeActivity(ReplayAddress address, PlannedExchange exchange, TimeProvider time)
{
    private volatile bool _isOffClock;
    private long _last = time.GetTimestamp();
    private string? _lastCall;
    private int _heldCalls;

    public ReplayAddress Address { get; } = address;

    public PlannedExchange Exchange { get; } = exchange;

    /// <summary>The trace id that its request carries.</summary>
    public string TraceId { get; set; } = "";

    /// <summary>Whether it waited for something that is not on the replay's clock, so that its instants mean nothing. Written by the clock.</summary>
    public bool IsOffClock
    {
        get => _isOffClock;
        set => _isOffClock = value;
    }

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
