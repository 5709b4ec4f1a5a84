namespace InfernoSim.Capture.AspNetCore.Triggers;

/// <summary>A trigger that is met when a share of the exchanges within a time are of a kind. The time moves on in twenty steps.</summary>
/// <param name="kind">What it is called in an incident.</param>
/// <param name="isCounted">Whether an exchange is of the kind.</param>
/// <param name="share">The share.</param>
/// <param name="within">The time.</param>
/// <param name="least">How many exchanges there have to be within it.</param>
/// <param name="describe">Describes it, given how many were of the kind, and how many there were.</param>
/// <param name="mustExceed">Whether the share itself is not enough.</param>
internal sealed class ShareTrigger(
    string kind, Func<EndedExchange, bool> isCounted, double share, TimeSpan within, int least, Func<long, long, string> describe, bool mustExceed = false)
    : Trigger(kind), IWatchExchanges
{
    private const int Steps = 20;

    // A share such as 1 - 0.99 is no exact number.
    private const double Rounding = 1e-9;

    private readonly Lock _lock = new();
    private readonly Queue<(long Step, long Counted, long All)> _steps = new();
    private long _step;
    private long _counted;
    private long _all;
    private long _countedBefore;
    private long _allBefore;

    /// <inheritdoc/>
    public string? See(EndedExchange ended, DateTimeOffset now)
    {
        bool counts = isCounted(ended);
        lock (_lock)
        {
            MoveTo(now.Ticks / Math.Max(1, within.Ticks / Steps));
            _all++;
            _counted += counts ? 1 : 0;
            long all = _allBefore + _all;
            long counted = _countedBefore + _counted;
            double limit = share * all;
            bool isMet = all >= least && (mustExceed ? counted > limit + Rounding : counted >= limit - Rounding);
            return counts && isMet ? describe(counted, all) : null;
        }
    }

    private void MoveTo(long step)
    {
        if (step != _step)
        {
            _steps.Enqueue((_step, _counted, _all));
            _countedBefore += _counted;
            _allBefore += _all;
            (_step, _counted, _all) = (step, 0, 0);
        }

        while (_steps.TryPeek(out (long Step, long Counted, long All) oldest) && oldest.Step <= step - Steps)
        {
            _steps.Dequeue();
            _countedBefore -= oldest.Counted;
            _allBefore -= oldest.All;
        }
    }
}
