namespace InfernoSim.Measuring;

/// <summary>
/// Counts a load as it happens: what is in flight, what of it waits in the stub, and for which dependency. Around any load:
/// a <see cref="Begin"/>, requests and calls between, a <see cref="Read"/>. Thread-safe.
/// </summary>
internal sealed class LoadMeter(TimeProvider time)
{
    private const int MostDependencies = 100;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly LevelTimes _inFlight = new();
    private readonly LevelTimes _inStub = new();
    private readonly LevelTimes _waitingExchanges = new();
    private readonly Dictionary<object, int> _waiting = [];
    private readonly Dictionary<string, DependencyMeter> _dependencies = new(StringComparer.OrdinalIgnoreCase);
    private readonly SendingQuarters _quarters = new();
    private double? _askedRate;
    private double _began;
    private long _completed;
    private long _sent;
    private long _refused;
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
            (_completed, _sent, _refused, _serviceTime, _ownDelay) = (0, 0, 0, 0, 0);
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
    /// <param name="due">How long after it was due by the schedule.</param>
    /// <param name="ready">How long after everything that it waits for was there.</param>
    public void BeginRequest(TimeSpan due, TimeSpan ready)
    {
        lock (_lock)
        {
            double now = Now();
            _inFlight.Move(now, 1);
            _sent++;
            _ownDelay += Math.Max(0, ready.TotalSeconds);
            _quarters.Sent(now, Math.Max(0, due.TotalSeconds), _inFlight.Area(now));
        }
    }

    /// <summary>A request is over.</summary>
    /// <param name="serviceTime">How long it was in flight.</param>
    /// <param name="isRefused">Whether the service turned it away though it had not in the incident.</param>
    public void EndRequest(TimeSpan serviceTime, bool isRefused)
    {
        lock (_lock)
        {
            _inFlight.Move(Now(), -1);
            _completed++;
            _serviceTime += serviceTime.TotalSeconds;
            _refused += isRefused ? 1 : 0;
            _quarters.Completed();
        }
    }

    /// <summary>A dependency call has come to the stub.</summary>
    /// <param name="dependency">Its authority.</param>
    /// <param name="exchange">What it belongs to.</param>
    public CallInStub CallBegan(string dependency, object exchange)
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
            meter.Begin(exchange, now);
            return new CallInStub(this, meter, exchange, now);
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
                Completed = _completed,
                AskedRate = _askedRate,
                BacklogGrowth = _quarters.BacklogGrowth,
                ThroughputChange = _quarters.ThroughputChange,
                InFlightChange = _quarters.InFlightChange,
                SendDelayShare = _quarters.SendDelayShare,
                OwnDelay = _sent > 0 ? _ownDelay / _sent : 0,
                InFlight = _inFlight.Mean(now),
                InFlightByLittle = elapsed > 0 ? _serviceTime / elapsed : 0,
                InStub = _inStub.Mean(now),
                WaitingForDependencies = _waitingExchanges.Mean(now),
                StubPlateau = _inStub.Plateau(now),
                Refused = _refused,
                Dependencies = [.. _dependencies.Values.Select(dependency => dependency.Read(now)).Where(dependency => dependency.InStub > 0)],
            };
        }
    }

    private void CallEnded(CallInStub call, bool isGivenUp)
    {
        lock (_lock)
        {
            double now = Now();
            _inStub.Move(now, -1);
            _waitingExchanges.Move(now, -Waiting.Remove(_waiting, call.Exchange));
            call.Dependency.End(call.Exchange, Math.Max(call.Began, _began), now, isGivenUp);
        }
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
    internal readonly struct CallInStub(LoadMeter meter, DependencyMeter dependency, object exchange, double began)
    {
        public DependencyMeter Dependency { get; } = dependency;

        public object Exchange { get; } = exchange;

        public double Began { get; } = began;

        /// <summary>The call is over.</summary>
        /// <param name="isGivenUp">Whether the service would not wait any longer, or was let down as by a time-out.</param>
        public void End(bool isGivenUp) => meter.CallEnded(this, isGivenUp);
    }
}
