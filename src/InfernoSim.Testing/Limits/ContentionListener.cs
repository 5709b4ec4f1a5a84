using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace InfernoSim.Testing.Limits;

/// <summary>Adds up how long threads of this process wait for locks.</summary>
internal sealed class ContentionListener : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Contention = (EventKeywords)0x4000;
    private const int ContentionStop = 91;

    // Since Restart; the base constructor calls back before fields of this class would be set, so they need none.
    private double _waited;
    private long _since;

    /// <summary>Mean number of threads that waited at any moment since the restart.</summary>
    public double Waiting
    {
        get
        {
            double elapsed = Stopwatch.GetElapsedTime(_since).TotalSeconds;
            return elapsed > 0 ? Volatile.Read(ref _waited) / elapsed : 0;
        }
    }

    public void Restart()
    {
        Volatile.Write(ref _waited, 0);
        _since = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Informational, Contention);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == ContentionStop && eventData.PayloadNames?.IndexOf("DurationNs") is >= 0 and int index && eventData.Payload?[index] is double nanoseconds)
        {
            Add(nanoseconds / 1e9);
        }
    }

    private void Add(double seconds)
    {
        double before;
        do
        {
            before = Volatile.Read(ref _waited);
        }
        while (Interlocked.CompareExchange(ref _waited, before + seconds, before) != before);
    }
}
