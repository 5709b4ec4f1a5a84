using System.Diagnostics.Tracing;
using System.Globalization;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// Hears what threads of this process wait for. There is one, from the first use to the process's end: the runtime stops and
/// starts its whole dispatch of events whenever a listener comes or goes, and waits for that.
/// </summary>
internal sealed class WaitListener : EventListener
{
    private static readonly Lazy<WaitListener> Only = new(() => new WaitListener());

    // The base constructor calls back before fields of this class would be set, so it needs no initial value.
    private volatile ThreadWaits? _waits;

    private WaitListener()
    {
    }

    /// <summary>The listener.</summary>
    public static WaitListener Instance => Only.Value;

    /// <summary>Has each wait told to what adds them up, in place of what was told before.</summary>
    public void TellTo(ThreadWaits waits) => _waits = waits;

    /// <summary>Tells it no more, if it is still the one that is told.</summary>
    public void Forget(ThreadWaits waits) => Interlocked.CompareExchange(ref _waits, null, waits);

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == WaitEvents.Provider)
        {
            EnableEvents(eventSource, EventLevel.Verbose, (EventKeywords)WaitEvents.Keywords);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventId)
        {
            case WaitEvents.LockStart:
                _waits?.LockBegan(eventData.OSThreadId, SecondsOf(eventData), (ulong)Field(eventData, "LockID"));
                break;
            case WaitEvents.LockStop:
                _waits?.LockEnded(eventData.OSThreadId, SecondsOf(eventData));
                break;
            case WaitEvents.WaitStart when _waits is { } waits:
                bool isMonitor = Field(eventData, "WaitSource") == WaitEvents.MonitorWait;
                waits.Began(eventData.OSThreadId, SecondsOf(eventData), isMonitor ? (ulong)Field(eventData, "AssociatedObjectID") : 0);
                break;
            case WaitEvents.WaitStop:
                _waits?.Ended(eventData.OSThreadId, SecondsOf(eventData));
                break;
        }
    }

    private static double SecondsOf(EventWrittenEventArgs eventData) => eventData.TimeStamp.Ticks / (double)TimeSpan.TicksPerSecond;

    private static double Field(EventWrittenEventArgs eventData, string name) => (eventData.PayloadNames?.IndexOf(name) is >= 0 and int index ? eventData.Payload?[index] : null) switch
    {
        // An address has fewer bits than a double's fraction.
        nint address => address,
        nuint address => address,
        IConvertible value => value.ToDouble(CultureInfo.InvariantCulture),
        _ => 0,
    };
}
