using InfernoSim.Calls;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Replay;

/// <summary>
/// Replays an incident against a service: <see cref="ReplayOptions.Runs"/> runs after one another, in each
/// <see cref="ReplayOptions.Fanout"/> workers at the same time. The service's dependency calls must reach <see cref="Responder"/>.
/// </summary>
internal sealed class ReplayEngine
{
    /// <summary>Why a service cannot be replayed against in virtual time.</summary>
    internal static string NotInProcess(OptionWording words) =>
        $"{words.Name(nameof(ReplayOptions.Time))} is Virtual, which needs a service in the test process: only there can its TimeProvider be replaced. Host it with InProcessHost (ServiceUnderTest<Program>), or leave it at Real.";

    private readonly ReplayPlan _plan;
    private readonly IServicePool _pool;
    private readonly TimeProvider _time;
    private readonly ReplayClock? _clock;
    private readonly ReplayTraceIds _traceIds;
    private readonly ReplayRecorder _recorder;
    private readonly CallLedger _ledger;
    private readonly QuietProcess? _quiet;
    private int _started;

    /// <summary>Makes an engine for one replay.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="service">What to replay against.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    public ReplayEngine(ReplayPlan plan, IServiceUnderTest service, TimeProvider? time = null)
        : this(plan, Shared(service), time, observer: null)
    {
    }

    /// <summary>Makes an engine for one replay.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="pool">What to replay against.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <param name="observer">Chooses answers and is told what comes; <see langword="null"/> in a replay that is judged.</param>
    /// <param name="isInProcess">Whether the service runs in this process, so that it is seen when it has nothing left to do.</param>
    internal ReplayEngine(ReplayPlan plan, IServicePool pool, TimeProvider? time, IReplayObserver? observer, bool isInProcess = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _pool = pool;
        _time = time ?? TimeProvider.System;
        _clock = new TimeFlow(_time).Virtual;
        if (plan.Options.Time == ReplayTime.Virtual && _clock is null)
        {
            throw new ReplayConfigurationException(NotInProcess(plan.Words));
        }

        _traceIds = new ReplayTraceIds(plan.Options.Seed, plan.Incident.Folder);
        _recorder = new ReplayRecorder(plan, _time) { Observer = observer };

        // On a virtual clock the service has nothing to do whenever it waits for the clock.
        _quiet = isInProcess && _clock is null ? new QuietProcess() : null;
        _ledger = new CallLedger(
            plan,
            _traceIds,
            _recorder,
            _time,
            looksForLateCalls: ReferenceEquals(new TimeFlow(_time).Wall, TimeProvider.System),
            quiet: _quiet is null ? null : _quiet.AfterAsync);
    }

    /// <summary>What the service's dependency calls are answered by.</summary>
    public IDependencyResponder Responder => _ledger;

    /// <summary>Watches the service's resources, where that can be done; begun and ended by whoever set it.</summary>
    internal ILimitProbe? ServiceProbe { get; set; }

    /// <summary>Replays; once.</summary>
    /// <param name="progress">Told now and then how far the replay has come.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>What was observed.</returns>
    /// <exception cref="OperationCanceledException">The replay was ended.</exception>
    /// <exception cref="InvalidOperationException">This engine has replayed already.</exception>
    public async Task<ReplayRecording> RunAsync(IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("An engine replays once; make another one of the same plan.");
        }

        if (_plan.Exchanges.Length == 0)
        {
            return _recorder.Complete(new ReplayRecordingParts());
        }

        using QuietProcess? quiet = _quiet;
        using var transports = new RunTransports(_plan);
        using var attendants = new RunAttendants(_plan, _clock, _recorder.Load, ServiceProbe);
        var runs = new List<ObservedRun>();
        for (int number = 0; number < _plan.Options.Runs; number++)
        {
            await using RunServices services = await _pool.BeginRunAsync(number, cancellationToken);
            if (number == 0 && await services.Of(0).ProbeAsync(cancellationToken) is { } unreachable)
            {
                return _recorder.Complete(new ReplayRecordingParts { Unreachable = $"{services.Of(0).BaseAddress}: {unreachable}" });
            }

            attendants.BeginRun(number, services);
            var execution = new RunExecution(_plan, _ledger.BeginRun(number), transports.For(services), _traceIds, _recorder, _time, progress);
            ObservedRun observed = await execution.RunAsync(cancellationToken);
            transports.Leave(services);
            runs.Add(observed with { Sample = observed.Sample is { } sample ? sample with { Others = attendants.ShareOfOthers() } : null });
            if (observed.StallReason is not null)
            {
                break;
            }
        }

        _ledger.EndRun();
        return _recorder.Complete(new ReplayRecordingParts { Runs = runs, Limits = attendants.StopWatch(), Services = _pool.Started })
            .WithNotTested(_clock?.Report.ToNotTested() ?? []);
    }

    private static SharedService Shared(IServiceUnderTest service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new SharedService(service);
    }
}
