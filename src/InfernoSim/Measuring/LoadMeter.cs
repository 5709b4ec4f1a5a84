namespace InfernoSim.Measuring;

/// <summary>
/// Counts a load as it happens: what is in flight, what of it waits in the stub, and for which dependency. Around any load:
/// a <see cref="Begin"/>, requests and calls between, a <see cref="Read"/>. Thread-safe.
/// </summary>
internal sealed class LoadMeter(TimeProvider time)
{
    private const int MostDependencies = 100;

    // Where a limit lets some requests through, one of so many calls what those before it called. Behind an open circuit none does.
    private const int RequestsWithoutCall = 10;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly LevelTimes _inFlight = new();
    private readonly LevelTimes _inStub = new();
    private readonly LevelTimes _waitingExchanges = new();
    private readonly Dictionary<object, int> _waiting = [];

    // What is in flight.
    private readonly Dictionary<object, RequestInFlight> _requests = [];

    private readonly UnclaimedFailures _unclaimed = new();
    private readonly Dictionary<string, DependencyMeter> _dependencies = new(StringComparer.OrdinalIgnoreCase);
    private readonly SendingQuarters _quarters = new();
    private double? _askedRate;
    private double _began;
    private EndingCounts _endings;
    private long _afterErrors;
    private long _sent;
    private double _serviceTime;
    private double _ownDelay;

    /// <summary>Requests that were sent since the last begin.</summary>
    public long Sent => Locked(() => _sent);

    /// <summary>Whether the last request of the run in progress has been sent.</summary>
    public bool HasSentAll => Locked(() => _quarters.IsComplete);

    /// <summary>Whether no request is in flight.</summary>
    public bool IsIdle => Locked(() => _inFlight.Level == 0);

    /// <summary>Restarts counting; what is in flight stays in flight.</summary>
    /// <param name="askedRate">Requests a second that are asked for; <see langword="null"/> for no schedule.</param>
    public void Begin(double? askedRate)
    {
        lock (_lock)
        {
            double now = Now();
            _askedRate = askedRate;
            _began = now;
            (_endings, _afterErrors, _sent, _serviceTime, _ownDelay) = (default, 0, 0, 0, 0);
            _unclaimed.Restart();
            foreach (LevelTimes level in (LevelTimes[])[_inFlight, _inStub, _waitingExchanges])
            {
                level.Restart(now);
            }

            foreach (DependencyMeter dependency in _dependencies.Values)
            {
                dependency.Restart(now);
            }
        }
    }

    /// <summary>A run begins, of so many requests over so long a schedule.</summary>
    public void BeginRun(long requests, TimeSpan schedule)
    {
        lock (_lock)
        {
            _quarters.Begin(requests, schedule.TotalSeconds);
        }
    }

    /// <summary>A request is sent.</summary>
    /// <param name="exchange">What its calls belong to.</param>
    /// <param name="due">How long after it was due by the schedule.</param>
    /// <param name="ready">How long after everything that it waits for was there.</param>
    public void BeginRequest(object exchange, TimeSpan due, TimeSpan ready)
    {
        lock (_lock)
        {
            double now = Now();
            _inFlight.Move(now, 1);
            _requests[exchange] = new RequestInFlight(now);
            _sent++;
            _ownDelay += Math.Max(0, ready.TotalSeconds);
            _quarters.Sent(now, Math.Max(0, due.TotalSeconds), _inFlight.Area(now));
        }
    }

    /// <summary>A request is over.</summary>
    /// <param name="exchange">What its calls belong to.</param>
    /// <param name="serviceTime">How long it was in flight.</param>
    /// <param name="ending">How it ended.</param>
    public void EndRequest(object exchange, TimeSpan serviceTime, RequestEnding ending)
    {
        lock (_lock)
        {
            double now = Now();
            _inFlight.Move(now, -1);
            _endings = _endings.And(ending);
            _serviceTime += serviceTime.TotalSeconds;
            _requests.Remove(exchange, out RequestInFlight? request);
            request?.End();
            if (ending is RequestEnding.Refused or RequestEnding.Failed)
            {
                if (request is { IsLetDown: true } || IsCircuitOpen() || _unclaimed.Claim(request?.Began ?? now, now))
                {
                    _afterErrors++;
                }
                else
                {
                    request?.FailedAt = now;
                }
            }

            _quarters.Completed(serviceTime.TotalSeconds);
        }
    }

    /// <summary>A dependency call has come to the stub.</summary>
    /// <param name="dependency">Its authority.</param>
    /// <param name="exchange">What it belongs to.</param>
    /// <param name="isNamed">Whether the call says so, and it is no guess.</param>
    public CallInStub CallBegan(string dependency, object exchange, bool isNamed = true)
    {
        lock (_lock)
        {
            double now = Now();
            if (!_dependencies.TryGetValue(dependency, out DependencyMeter? meter))
            {
                meter = new DependencyMeter(dependency);
                meter.Restart(_began);
                if (_dependencies.Count < MostDependencies)
                {
                    _dependencies.Add(dependency, meter);
                }
            }

            _inStub.Move(now, 1);
            _waitingExchanges.Move(now, Waiting.Add(_waiting, exchange));
            meter.Begin(exchange, now, _sent);
            RequestInFlight? request = null;
            if (!isNamed)
            {
                _unclaimed.Begin();
            }
            else if (_requests.TryGetValue(exchange, out request))
            {
                request.Call(meter);
            }

            return new CallInStub(this, meter, exchange, now, isNamed, request);
        }
    }

    /// <summary>What was counted since the last begin.</summary>
    public LoadEvidence Read()
    {
        lock (_lock)
        {
            double now = Now();
            double elapsed = now - _began;
            return new LoadEvidence
            {
                Elapsed = elapsed,
                Endings = _endings,
                AfterDependencyErrors = _afterErrors,
                AskedRate = _askedRate,
                BacklogGrowth = _quarters.BacklogGrowth,
                LeastGrowth = _quarters.LeastGrowth,
                LongestChange = _quarters.LongestChange,
                LongestShare = _quarters.LongestShare,
                ThroughputChange = _quarters.ThroughputChange,
                InFlightChange = _quarters.InFlightChange,
                SendDelayShare = _quarters.SendDelayShare,
                OwnDelay = _sent > 0 ? _ownDelay / _sent : 0,
                InFlight = _inFlight.Mean(now),
                InFlightByLittle = elapsed > 0 ? _serviceTime / elapsed : 0,
                InStub = _inStub.Mean(now),
                WaitingForDependencies = _waitingExchanges.Mean(now),
                StubPlateau = _inStub.Plateau(now),
                Dependencies = [.. _dependencies.Values.Select(dependency => dependency.Read(now)).Where(dependency => dependency.InStub > 0 || dependency.Failed > 0)],
            };
        }
    }

    // A dependency that failed, and that nobody has called since. Where somebody who has is still at work, others may wait for that.
    private bool IsCircuitOpen() => _dependencies.Values.Any(dependency =>
        dependency is { HasFailed: true, Callers: 0 } && _sent - dependency.LastCalled >= RequestsWithoutCall);

    private void CallEnded(CallInStub call, CallEnding ending)
    {
        lock (_lock)
        {
            double now = Leave(call);
            call.Dependency.End(call.Exchange, Math.Max(call.Began, _began), now, ending);
            if (!call.IsNamed)
            {
                EndUnnamed(call, ending);
            }
            else if (ending != CallEnding.Answered && call.Request is { IsLetDown: false } request)
            {
                // A request may have failed before the stub was done with its call: a service that is hung up on may answer at once.
                request.IsLetDown = true;
                _afterErrors += request.FailedAt >= _began ? 1 : 0;
            }
        }
    }

    private void EndUnnamed(CallInStub call, CallEnding ending)
    {
        if (ending == CallEnding.Answered)
        {
            _unclaimed.Leave();
        }
        else if (_unclaimed.Fail(call.Began))
        {
            _afterErrors++;
        }
    }

    private void CallWithdrawn(CallInStub call)
    {
        lock (_lock)
        {
            if (!call.IsNamed)
            {
                _unclaimed.Leave();
            }

            call.Dependency.Withdraw(call.Exchange, Leave(call));
        }
    }

    private double Leave(CallInStub call)
    {
        double now = Now();
        _inStub.Move(now, -1);
        _waitingExchanges.Move(now, -Waiting.Remove(_waiting, call.Exchange));
        return now;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    private double Now() => time.GetElapsedTime(_origin).TotalSeconds;

    /// <summary>A call that waits in the stub.</summary>
    internal readonly struct CallInStub(LoadMeter meter, DependencyMeter dependency, object exchange, double began, bool isNamed, RequestInFlight? request)
    {
        public DependencyMeter Dependency { get; } = dependency;

        public object Exchange { get; } = exchange;

        public double Began { get; } = began;

        public bool IsNamed { get; } = isNamed;

        /// <summary>The request that it names, which was in flight when it came.</summary>
        public RequestInFlight? Request { get; } = request;

        /// <summary>The call is over.</summary>
        /// <param name="ending">How.</param>
        public void End(CallEnding ending) => meter.CallEnded(this, ending);

        /// <summary>It was none after all.</summary>
        public void Withdraw() => meter.CallWithdrawn(this);
    }
}
