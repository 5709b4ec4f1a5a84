namespace InfernoSim.LiveState;

/// <summary>
/// The moments that the service made for one worker in one run in place of the recorded ones. No other worker has them. Thread-safe.
/// </summary>
/// <param name="recorded">The moments of the incident.</param>
/// <param name="log">Counts what is taken for a moment.</param>
/// <param name="clocks">The clocks that the service may go by: the replay's and the machine's.</param>
internal sealed class LiveMoments(RecordedMoments recorded, LiveStateLog log, IReadOnlyList<TimeProvider> clocks)
{
    private readonly Lock _lock = new();
    private readonly MomentWindows[] _windows = [.. clocks.Select(_ => new MomentWindows())];
    private readonly Dictionary<long, List<TakenMoment>> _taken = [];
    private readonly HashSet<long> _lessExact = [];

    /// <summary>The moments of the incident.</summary>
    public RecordedMoments Recorded => recorded;

    /// <summary>An exchange is sent.</summary>
    /// <param name="exchange">The exchange.</param>
    public void Begin(int exchange) => Note((windows, now) => windows.Begin(exchange, now));

    /// <summary>Its response is there.</summary>
    /// <param name="exchange">The exchange.</param>
    public void End(int exchange) => Note((windows, now) => windows.End(exchange, now));

    /// <summary>The response of one exchange is taken for that of another.</summary>
    /// <param name="exchange">The exchange that ran.</param>
    /// <param name="other">The other.</param>
    public void Lend(int exchange, int other)
    {
        if (exchange != other)
        {
            Note((windows, _) => windows.Lend(exchange, other));
        }
    }

    /// <summary>The moments of a response that came.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <returns><see langword="null"/> when the recorded response shows none.</returns>
    public MessageMoments? InResponse(int exchange) => recorded.AreInResponse(exchange) ? new MessageMoments(this) : null;

    /// <summary>The moments of a dependency call that came, if it is a recorded one.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="call">The recorded call.</param>
    /// <returns><see langword="null"/> when the recorded call shows none.</returns>
    public MessageMoments? InCall(int exchange, int call) => recorded.AreInCall(exchange, call) ? new MessageMoments(this) : null;

    /// <summary>What makes a message the same as other workers were shown, where it differs from the recorded one.</summary>
    /// <returns><see langword="null"/> when the incident has no moments.</returns>
    public MessageMoments? Agreed() => recorded.Any ? new MessageMoments(this, isAgreed: true) : null;

    /// <summary>A text of a request with the worker's moments in place of recorded ones.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same text when there is none in it.</returns>
    public string ToLive(string text) => WrittenTime.Replace(text, time =>
    {
        lock (_lock)
        {
            return _taken.TryGetValue(time.Ticks, out List<TakenMoment>? taken)
                ? time.Write(taken[0].Live, time.Digits == taken[0].Recorded.Digits ? taken[0].Live.Digits : time.Digits)
                : null;
        }
    });

    /// <summary>Whether a time that came is the worker's in place of a recorded one.</summary>
    /// <param name="expected">The recorded one.</param>
    /// <param name="came">The one that came.</param>
    /// <param name="now">What is taken of the same message, and is not kept yet.</param>
    /// <param name="isAgreed">Whether it is for what workers agree on, so that how exact it is makes no difference.</param>
    public bool Accepts(WrittenTime expected, WrittenTime came, IReadOnlyList<TakenMoment> now, bool isAgreed)
    {
        if (expected.Form != came.Form || recorded.Find(expected) is not { } moment)
        {
            return false;
        }

        lock (_lock)
        {
            List<TakenMoment> known = [.. _taken.GetValueOrDefault(expected.Ticks, []).Where(taken => taken.IsFinal), .. now.Where(taken => taken.Recorded.Ticks == expected.Ticks)];
            if (known.Exists(taken => taken.Live.Text == came.Text && taken.Recorded.Text == expected.Text))
            {
                return true;
            }

            bool isRepeated = known.Exists(taken => taken.Live.IsSameAs(came));

            // A time to the second may be of several exchanges, which the replay may part.
            bool mayBeNew = known.Count == 0 || moment.Sources.Count > 1;
            if (!isRepeated && !(mayBeNew && SourcesOf(moment.NowOf(came)).Any(moment.Sources.Contains)))
            {
                return false;
            }

            return isAgreed || came.Exactness == expected.Exactness || came.Exactness == recorded.ExactnessOf(expected) || (came.Exactness < expected.Exactness && MayBeLessExact(came));
        }
    }

    /// <summary>Whether a time that came is of this replay, so that it is another for each worker.</summary>
    /// <param name="came">The time.</param>
    public bool IsOfReplay(WrittenTime came)
    {
        lock (_lock)
        {
            return SourcesOf(came).Any();
        }
    }

    /// <summary>Keeps what was taken of a message.</summary>
    /// <param name="all">What was taken.</param>
    /// <param name="isFinal">Whether no other may take its place, as when the call it came in was made to fail.</param>
    /// <param name="isCounted">Whether it is counted.</param>
    public void Keep(IReadOnlyList<TakenMoment> all, bool isFinal, bool isCounted)
    {
        lock (_lock)
        {
            foreach (TakenMoment moment in all)
            {
                if (!_taken.TryGetValue(moment.Recorded.Ticks, out List<TakenMoment>? known))
                {
                    _taken.Add(moment.Recorded.Ticks, known = []);
                }

                known.RemoveAll(other => !other.IsFinal || other.Live.Ticks == moment.Live.Ticks);
                known.Add(moment with { IsFinal = isFinal });
            }
        }

        if (isCounted)
        {
            log.CountMoments(all.Count);
        }
    }

    // One is looked at for each recorded call that it may be in, and wherever it is shown, and counts once.
    private bool MayBeLessExact(WrittenTime came) => _lessExact.Contains(came.Ticks) || (log.MayBeLessExact() && _lessExact.Add(came.Ticks));

    private IEnumerable<int> SourcesOf(WrittenTime came) => _windows.SelectMany((windows, clock) => windows.SourcesOf(came, clocks[clock].GetUtcNow().UtcTicks));

    private void Note(Action<MomentWindows, long> note)
    {
        if (!recorded.Any)
        {
            return;
        }

        lock (_lock)
        {
            for (int i = 0; i < _windows.Length; i++)
            {
                note(_windows[i], clocks[i].GetUtcNow().UtcTicks);
            }
        }
    }
}

/// <summary>A time that came in place of a recorded one.</summary>
/// <param name="Recorded">The recorded one.</param>
/// <param name="Live">The one that came.</param>
internal sealed record TakenMoment(WrittenTime Recorded, WrittenTime Live)
{
    /// <summary>Whether no other may take its place.</summary>
    public bool IsFinal { get; init; }
}
