using System.Runtime.CompilerServices;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.Recording;

/// <summary>
/// Where a proxy writes its events, and its counts. An event that cannot be written is not lost in silence: the exchange
/// goes on, since the application must not suffer from being recorded, and <see cref="Faulted"/> tells the owner.
/// </summary>
/// <param name="writer">The file.</param>
internal sealed class ExchangeLog(IncidentLogWriter writer)
{
    private readonly TaskCompletionSource<CaptureException> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _inbound;
    private long _outbound;
    private long _failed;
    private long _bodyBytes;

    /// <summary>Completes with the reason when an event could not be written.</summary>
    public Task<CaptureException> Faulted => _faulted.Task;

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => new(Volatile.Read(ref _inbound), Volatile.Read(ref _outbound), Volatile.Read(ref _failed), Volatile.Read(ref _bodyBytes));

    /// <summary>Begins to write an event. Its bodies may be released when this returns.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <returns>A task, for <see cref="SettleAsync"/>.</returns>
    public ValueTask AppendAsync(IncidentEvent incidentEvent)
    {
        try
        {
            return writer.AppendAsync(incidentEvent);
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
            Fault(e);
        }
    }

    /// <summary>Writes an event.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <returns>As that of <see cref="SettleAsync"/>.</returns>
    public ValueTask WriteAsync(IncidentEvent incidentEvent) => SettleAsync(AppendAsync(incidentEvent), incidentEvent);

    private void Fault(Exception e) =>
        _faulted.TrySetResult(new CaptureException($"Capture has to stop, since an event could not be written: {e.Message}", e));

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
        }

        if (incidentEvent.Error is not null)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
