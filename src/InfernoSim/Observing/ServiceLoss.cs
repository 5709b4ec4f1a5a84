using InfernoSim.Observations;

namespace InfernoSim.Observing;

/// <summary>
/// Whether the service was lost: a connection was closed during a request, and nothing that was sent after that was ever
/// answered. Of a service that is gone, what came first in time is the cause, and the rest follows from it. Thread-safe.
/// </summary>
/// <remarks>
/// Of the requests that were in flight when it went, the cause is the one that comes last in the incident: of a worker that
/// is behind, the same requests had been answered to others.
/// </remarks>
/// <param name="state">Whose service it is: the answer of one service does not show that another is not gone.</param>
internal sealed class ServiceLoss(ReplayState state = ReplayState.Shared)
{
    private readonly Lock _lock = new();
    private long _since;
    private volatile bool _isSuspected;
    private ReplayAddress _cause;
    private long _unanswered;

    /// <summary>How often a loss has been suspected; what is observed under a suspicion bears its number.</summary>
    public int Suspicion { get; private set; }

    /// <summary>Raised when a suspicion turns out to be wrong: what was observed under it is an observation as any other.</summary>
    public event Action? Cleared;

    /// <summary>The request that the service was lost in; <see langword="null"/> when it was not.</summary>
    public ReplayAddress? Cause
    {
        get
        {
            lock (_lock)
            {
                return _isSuspected ? _cause : null;
            }
        }
    }

    /// <summary>How many requests had no answer since.</summary>
    public long Unanswered
    {
        get
        {
            lock (_lock)
            {
                return _isSuspected ? _unanswered : 0;
            }
        }
    }

    /// <summary>A request was answered.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="sent">When it was sent.</param>
    public void Answered(ReplayAddress address, long sent)
    {
        if (!_isSuspected)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isSuspected || sent <= _since || !IsOfOneService(address, _cause))
            {
                return;
            }

            _isSuspected = false;
            _unanswered = 0;
        }

        Cleared?.Invoke();
    }

    /// <summary>The connection of a request failed, though it did not in the incident.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="ended">When it failed.</param>
    /// <returns>The number of the suspicion.</returns>
    public int Failed(ReplayAddress address, long sent, long ended)
    {
        lock (_lock)
        {
            if (!_isSuspected)
            {
                (_since, _cause) = (ended, address);
                Suspicion++;
                _isSuspected = true;
            }
            else if (sent <= _since && address.Exchange > _cause.Exchange)
            {
                _cause = address;
            }

            _unanswered++;
            return Suspicion;
        }
    }

    private bool IsOfOneService(ReplayAddress one, ReplayAddress other) =>
        state == ReplayState.Shared || (one.Run == other.Run && (state == ReplayState.FreshPerRun || one.Worker == other.Worker));
}
