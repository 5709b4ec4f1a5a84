using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Recording;

/// <summary>
/// Where events are written, and counted. An event that cannot be written is not lost in silence: the exchange goes on,
/// since the application must not suffer from being recorded, and <see cref="Faulted"/> tells the owner. What is secret in an event
/// does not get any further.
/// </summary>
/// <param name="log">Gives the file.</param>
/// <param name="scrubber">Takes out what is secret; <see langword="null"/> where all is recorded as it is.</param>
internal sealed class EventSink(Func<IEventLog> log, EventScrubber? scrubber)
{
    private readonly TaskCompletionSource<Exception> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, byte> _opaqueHosts = new(StringComparer.OrdinalIgnoreCase);
    private long _inbound;
    private long _outbound;
    private long _failed;
    private long _sql;
    private long _bodyBytes;
    private long _lost;

    /// <summary>Completes with the reason when an event could not be written; the incident is incomplete from then on.</summary>
    public Task<Exception> Faulted => _faulted.Task;

    /// <summary>What was recorded so far.</summary>
    public RecordedCounts Counts => new(Volatile.Read(ref _inbound), Volatile.Read(ref _outbound), Volatile.Read(ref _failed), Volatile.Read(ref _sql), Volatile.Read(ref _bodyBytes));

    /// <summary>How many events could not be written.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>The hosts whose traffic passed without being seen, in alphabetical order.</summary>
    public IReadOnlyList<string> OpaqueHosts => [.. _opaqueHosts.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Begins to write an event. Its bodies may be released when this returns.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <returns>A task, for <see cref="SettleAsync"/>.</returns>
    public ValueTask AppendAsync(IncidentEvent incidentEvent)
    {
        try
        {
            IEventLog to = log();
            return to.AppendAsync(scrubber is null || to.Scrubs ? incidentEvent : scrubber.Scrub(incidentEvent));
        }
        catch (Exception e)
        {
            Fault(e);
            return ValueTask.FromException(e);
        }
    }

    /// <summary>Waits until an event has been handed to the operating system, or never will be.</summary>
    /// <param name="appended">What <see cref="AppendAsync"/> returned.</param>
    /// <param name="incidentEvent">The event; counted when it is in the file.</param>
    /// <returns>A task that does not fail.</returns>
    public ValueTask SettleAsync(ValueTask appended, IncidentEvent incidentEvent)
    {
        if (!appended.IsCompletedSuccessfully)
        {
            return AwaitAsync(appended, incidentEvent);
        }

        // The writer uses what is behind the task again once the outcome has been looked at.
        appended.GetAwaiter().GetResult();
        Count(incidentEvent);
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask appended, IncidentEvent incidentEvent)
    {
        try
        {
            await appended;
            Count(incidentEvent);
        }
        catch (Exception e)
        {
            Interlocked.Increment(ref _lost);
            Fault(e);
        }
    }

    private void Fault(Exception e) => _faulted.TrySetResult(e);

    private void Count(IncidentEvent incidentEvent)
    {
        Interlocked.Add(ref _bodyBytes, incidentEvent.Body.Size + incidentEvent.ResponseBody.Size + incidentEvent.BytesSent + incidentEvent.BytesReceived);
        switch (incidentEvent.Type)
        {
            case IncidentEventType.InboundResponse:
                Interlocked.Increment(ref _inbound);
                break;
            case IncidentEventType.OutboundCall:
                Interlocked.Increment(ref _outbound);
                break;
            case IncidentEventType.SqlStatement:
                Interlocked.Increment(ref _sql);
                break;
        }

        if (incidentEvent is { Error: not null, Type: not IncidentEventType.SqlConnection })
        {
            Interlocked.Increment(ref _failed);
        }

        if (OpaqueTraffic.HostOf(incidentEvent) is { } host)
        {
            _opaqueHosts.TryAdd(host, 0);
        }
    }
}
