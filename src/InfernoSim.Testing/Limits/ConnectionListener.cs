using System.Diagnostics.Metrics;
using InfernoSim.Testing.Interception;

namespace InfernoSim.Testing.Limits;

/// <summary>Follows the outbound connections of a service in this process, and what waits in its web server, through the runtime's instruments.</summary>
internal sealed class ConnectionListener : IDisposable
{
    private const string Rejected = "kestrel.rejected_connections";
    private const string Duration = "http.client.connection.duration";

    private readonly CallRoute _route;
    private readonly Func<int, bool> _isService;
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private double _waited;
    private long _open;
    private long _mostOpen;
    private long _queued;
    private long _rejected;
    private long _closed;
    private double _queuedSamples;
    private int _samples;
    private long _since = TimeProvider.System.GetTimestamp();

    /// <param name="route">Whose calls.</param>
    /// <param name="isService">Whether a port is the service's: connections to it are the replayer's.</param>
    public ConnectionListener(CallRoute route, Func<int, bool> isService)
    {
        (_route, _isService) = (route, isService);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "http.client.request.time_in_queue" or Duration or "http.client.open_connections" or "kestrel.queued_connections" or "kestrel.queued_requests" or Rejected)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(OnTime);
        _listener.SetMeasurementEventCallback<long>(OnCount);
        _listener.Start();
    }

    public void Restart()
    {
        lock (_lock)
        {
            (_waited, _mostOpen, _queuedSamples, _samples, _rejected, _closed) = (0, _open, 0, 0, 0, 0);
            _since = TimeProvider.System.GetTimestamp();
        }
    }

    public void Sample()
    {
        lock (_lock)
        {
            _queuedSamples += Math.Max(0, _queued);
            _samples++;
        }
    }

    /// <summary>
    /// Mean number of requests that waited for a connection, most connections open, connections closed a second, mean number of what waited in the
    /// web server, connections that it turned away.
    /// </summary>
    public (double Waiting, double MostOpen, double Closed, double Queued, long Rejected) Read()
    {
        lock (_lock)
        {
            double elapsed = TimeProvider.System.GetElapsedTime(_since).TotalSeconds;
            return (elapsed > 0 ? _waited / elapsed : 0, _mostOpen, elapsed > 0 ? _closed / elapsed : 0, _samples > 0 ? _queuedSamples / _samples : 0, _rejected);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void OnTime(Instrument instrument, double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        // A connection is closed by whoever notices, and reported when it has been closed.
        if (instrument.Name == Duration)
        {
            if (!_isService(PortOf(tags)))
            {
                Interlocked.Increment(ref _closed);
            }

            return;
        }

        // The context is the caller's: other replays of this process, and the replayer itself, have another or none.
        if (CallRoute.Current?.Route == _route)
        {
            lock (_lock)
            {
                _waited += measurement;
            }
        }
    }

    private void OnCount(Instrument instrument, long measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        bool isClient = instrument.Name == "http.client.open_connections";
        if (isClient && _isService(PortOf(tags)))
        {
            return;
        }

        lock (_lock)
        {
            if (isClient)
            {
                _open += measurement;
                _mostOpen = Math.Max(_mostOpen, _open);
            }
            else if (instrument.Name == Rejected)
            {
                _rejected += measurement;
            }
            else
            {
                _queued += measurement;
            }
        }
    }

    private static int PortOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((string name, object? value) in tags)
        {
            if (name == "server.port")
            {
                return value as int? ?? 0;
            }
        }

        return 0;
    }
}
