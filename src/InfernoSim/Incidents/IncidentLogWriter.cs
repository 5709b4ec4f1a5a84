namespace InfernoSim.Incidents;

/// <summary>Writes one incident file (<c>inbound.log</c> or <c>outbound.log</c>).</summary>
public sealed class IncidentLogWriter : IAsyncDisposable
{
    /// <summary>How many events this writer has handed to the operating system.</summary>
    public long EventsWritten => throw new NotSupportedException();

    /// <summary>Writes an event; completes when it has been handed to the operating system.</summary>
    /// <param name="incidentEvent">The event; its sequence is given here.</param>
    /// <param name="cancellationToken">Gives up waiting, not writing.</param>
    /// <returns>A task that fails with <see cref="IOException"/> when the event could not be written.</returns>
    public ValueTask AppendAsync(IncidentEvent incidentEvent, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
