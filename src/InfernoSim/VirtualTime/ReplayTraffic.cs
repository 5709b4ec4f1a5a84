namespace InfernoSim.VirtualTime;

/// <summary>Where the requests and dependency calls of a virtual replay are. Whatever changes it is a move. Thread-safe.</summary>
internal sealed class ReplayTraffic
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InFlight> _requests = new(StringComparer.Ordinal);
    private long _moves;
    private int _sent;
    private int _asked;
    private int _held;

    /// <summary>Where a request is.</summary>
    public enum Place
    {
        /// <summary>On its way to the service.</summary>
        Sent,

        /// <summary>In the service.</summary>
        Inside,

        /// <summary>Its response is on its way back.</summary>
        Answered,
    }

    /// <summary>How often anything has happened.</summary>
    public long Moves => Interlocked.Read(ref _moves);

    /// <summary>
    /// Whether a dependency call is on its way, or is being matched or answered. Calls that wait for the clock in the stub
    /// do not count. A client may have given up a call whose waiting in the stub has yet to end.
    /// </summary>
    public bool HasCallsInProgress
    {
        get
        {
            lock (_lock)
            {
                return _asked > _held || _sent > _held;
            }
        }
    }

    public void Move() => Interlocked.Increment(ref _moves);

    /// <summary>A request is sent.</summary>
    public void Send(ExchangeActivity exchange) => Change(() => _requests[exchange.TraceId] = new InFlight(exchange, Place.Sent));

    /// <summary>A request has come to the service, or the service is done with it.</summary>
    public void Reach(string traceId, Place place) => Change(() =>
    {
        if (_requests.TryGetValue(traceId, out InFlight? request))
        {
            _requests[traceId] = request with { Place = place };
        }
    });

    /// <summary>The response of a request is there, or is not waited for any more.</summary>
    public void Receive(ExchangeActivity exchange) => Change(() => _requests.Remove(exchange.TraceId));

    /// <summary>A client of the service sends a call.</summary>
    public void SendCall() => Change(() => _sent++);

    /// <summary>It has the response, or has given up.</summary>
    public void ReturnCall() => Change(() => _sent--);

    /// <summary>The stub is asked for an answer.</summary>
    public void Ask() => Change(() => _asked++);

    /// <summary>The stub has answered.</summary>
    public void Answer() => Change(() => _asked--);

    /// <summary>The stub holds an answer back until the clock has come so far.</summary>
    public void Hold() => Change(() => _held++);

    /// <summary>It does so no more.</summary>
    public void Release() => Change(() => _held--);

    /// <summary>The request that the service works on, if it does.</summary>
    public ExchangeActivity? Inside(string traceId)
    {
        lock (_lock)
        {
            return _requests.TryGetValue(traceId, out InFlight? request) && request.Place == Place.Inside ? request.Exchange : null;
        }
    }

    /// <summary>The requests in flight, in the incident's order.</summary>
    public IReadOnlyList<InFlight> Requests()
    {
        lock (_lock)
        {
            return [.. _requests.Values.OrderBy(request => (request.Exchange.Address.Exchange, request.Exchange.Address.Worker))];
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }

        Move();
    }

    /// <summary>A request in flight.</summary>
    internal sealed record InFlight(ExchangeActivity Exchange, Place Place);
}
