using System.Diagnostics.Tracing;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// Adds up how long threads of this process wait for locks. There is one, from the first use to the process's end: the
/// runtime stops and starts its whole dispatch of events whenever a listener comes or goes, and waits for that.
/// </summary>
internal sealed class ContentionListener : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Contention = (EventKeywords)0x4000;
    private const int ContentionStop = 91;

    private static readonly Lazy<ContentionListener> Only = new(() => new ContentionListener());

    // The base constructor calls back before fields of this class would be set, so it needs no initial value.
    private double _waited;

    private ContentionListener()
    {
    }

    /// <summary>The listener.</summary>
    public static ContentionListener Instance => Only.Value;

    /// <summary>Seconds that threads have waited, all added up, since the first use.</summary>
    public double Waited => Volatile.Read(ref _waited);

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
