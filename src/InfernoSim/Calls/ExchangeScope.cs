using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// One exchange of one worker while it is replayed. Its calls write <see cref="Calls"/>, on any thread; the watch writes
/// <see cref="HasStalled"/>; the rest is the worker's.
/// </summary>
internal sealed class ExchangeScope
{
    private volatile bool _isAwaitingResponse;
    private volatile bool _hasStalled;

    public ExchangeScope(ReplayAddress address, PlannedExchange exchange, OrderPatience patience, LiveValues live, TimeProvider wall, FreshHeaders? headers = null)
    {
        Live = live;
        Activity = new ExchangeActivity(address, exchange, wall);
        var beforeResponse = new ResponseOrder(exchange, patience.Response, wall);
        Calls = new ReplayedCalls(Activity, Events, new CallOrder(exchange.Calls, patience.Calls, wall), beforeResponse, headers);
    }

    public ReplayAddress Address => Activity.Address;

    public PlannedExchange Exchange => Activity.Exchange;

    /// <summary>What the service has given the worker.</summary>
    public LiveValues Live { get; }

    public ExchangeActivity Activity { get; }

    /// <summary>What happens in it.</summary>
    public ExchangeEvents Events { get; } = new();

    /// <summary>Its dependency calls.</summary>
    public ReplayedCalls Calls { get; }

    /// <summary>Whether the request is in flight. Written by the worker, read by the watch.</summary>
    public bool IsAwaitingResponse => _isAwaitingResponse;

    /// <summary>Whether the watch has given it up.</summary>
    public bool HasStalled => _hasStalled;

    /// <summary>Whether the request went out without a credential that it carried in the incident.</summary>
    public bool LacksCredential { get; set; }

    /// <summary>How the response compares with the recorded one, once it is there.</summary>
    public ResponseComparison Response { get; set; } = ResponseComparison.AsRecorded;

    /// <summary>When the response was there, as a timestamp of the replay's clock.</summary>
    public long ResponseEnded { get; private set; }

    /// <summary>The number of the suspicion that the service was gone when this failed; 0 where there is none.</summary>
    public int Suspicion { get; set; }

    /// <summary>
    /// Whether calls of others may come to this one yet, now that its response is there: where calls do not say whose they are, its own may
    /// have been answered from theirs.
    /// </summary>
    public Func<bool> IsOwed { get; set; } = static () => false;

    /// <summary>The request is sent.</summary>
    public void BeginRequest()
    {
        Activity.Touch();
        _isAwaitingResponse = true;
    }

    /// <summary>The response is there, or is not waited for any more.</summary>
    public void EndResponse(long timestamp)
    {
        ResponseEnded = timestamp;
        Calls.EndResponse();
        _isAwaitingResponse = false;
    }

    /// <summary>Gives it up.</summary>
    public void Stall() => _hasStalled = true;
}
