using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>
/// Searches the envelope of a service: the highest rate, the greatest fan-out, the tolerated latency of its dependencies,
/// in this order and within one budget of time. The service's dependency calls must reach <see cref="Responder"/>.
/// </summary>
internal sealed class EnvelopeEngine : IDisposable
{
    private const double RateShare = 0.55;

    // Where nothing else is searched, there has to be time left to look at the edge.
    private const double RateAloneShare = 0.9;
    private const double LookShare = 0.045;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2.5);
    private const double FanoutShare = 0.5;
    private const double LeastStart = 0.5;
    private const int LeastRequests = 5;
    private const double MostWorkers = 1024;
    private const double FanoutPrecision = 0.05;
    private const double LongestHiccup = 2;
    private const int LeastInFlight = 500;
    private const int MostInFlight = 4_000;
    private static readonly LoadShape OneWorker = new() { Workers = 1, Measured = TimeSpan.FromSeconds(0.7) };

    // What takes longer than the objective allows has missed it, whether it is waited for or not.
    private static readonly TimeSpan LeastDrain = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MoreDrain = TimeSpan.FromSeconds(2);

    // The last step may run on for a little.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan LeastBudget = TimeSpan.FromSeconds(10);

    private readonly EnvelopeOptions _options;
    private readonly ReplayPlan _plan;
    private readonly IServiceUnderTest _service;
    private readonly LoadEngine _load;
    private readonly TimeProvider _time;
    private readonly EnvelopeReport _report;

    /// <param name="plan">What to send, as <see cref="Plan"/> makes it.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="service">The service.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <exception cref="ReplayConfigurationException">There is nothing to send.</exception>
    public EnvelopeEngine(ReplayPlan plan, EnvelopeOptions options, IServiceUnderTest service, TimeProvider? time = null)
    {
        _options = options;
        _service = service;
        _time = time ?? TimeProvider.System;
        _plan = plan;
        _load = new LoadEngine(_plan, service, options.Arrival, _time);
        _report = new EnvelopeReport(_plan, options, _load.Unit, _load.RequestsPerArrival);
    }

    /// <summary>What a search sends.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="options">What is asked of the search.</param>
    /// <param name="replay">Which events, with which headers, faults and rules. Runs, fan-out, pauses, limits of time and the clock are the search's own.</param>
    /// <param name="words">How messages call an option; by its property when omitted.</param>
    /// <exception cref="ReplayConfigurationException">An option is out of range.</exception>
    public static ReplayPlan Plan(Incident incident, EnvelopeOptions options, ReplayOptions replay, OptionWording? words = null)
    {
        words ??= OptionWording.Properties;
        if (options.Budget < LeastBudget)
        {
            throw new ReplayConfigurationException($"{words.Name(nameof(EnvelopeOptions.Budget))} is {GoDuration.Format(options.Budget)}; a search takes 10s or more, and 60s to find three edges.");
        }

        return ReplayPlan.Create(
            incident,
            replay with { Runs = 1, Fanout = 1, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero, Window = TimeSpan.Zero, Time = ReplayTime.Real },
            words);
    }

    /// <summary>What the service's dependency calls are answered by.</summary>
    public IDependencyResponder Responder => _load;

    /// <inheritdoc cref="EdgeLimit.StartProbe"/>
    public Func<ILimitProbe?>? StartProbe { get; init; }

    /// <inheritdoc cref="EdgeLimit.MeasureCeiling"/>
    public Func<ReplayPlan, CancellationToken, Task<ReplayerCeiling?>>? MeasureCeiling { get; init; }

    /// <summary>Searches.</summary>
    /// <param name="progress">Told what is being measured.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ReplayConfigurationException">The service cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public async Task<EnvelopeSummary> RunAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        if (await _service.ProbeAsync(cancellationToken) is { } unreachable)
        {
            throw new ReplayConfigurationException($"The service at {_service.BaseAddress} cannot be reached: {unreachable}. Start it, or correct its address.");
        }

        var budget = new SearchBudget(_options.Budget - Margin, _time);
        progress?.Report("one worker");
        LoadResult alone = await MeasureAloneAsync(cancellationToken);
        var recovery = new Recovery(_load, (load, look) => AtRate(load, look, budget), alone, _options.ServiceLevel, budget, _time) { Progress = progress };
        Edge rate = await SearchRateAsync(alone, recovery, budget, progress, cancellationToken);
        if (rate.Unrecovered is not null)
        {
            var unknown = new LimitingFactorSummary(LimitingFactor.Unknown, "the service did not recover from an overload, so that no further load was sent");
            return _report.Summarize(rate, null, [], unknown, budget.Elapsed);
        }

        if (rate.Unmade?.Result.Shortage is { } shortage)
        {
            return _report.Summarize(rate, null, [], EdgeLimit.OfMachine(shortage), budget.Elapsed);
        }

        LimitingFactorSummary limit = await NameLimitAsync(rate, budget, progress, cancellationToken);
        if (rate.Missed is not null && await recovery.WaitAsync(rate.Held, cancellationToken) is { } waited)
        {
            return _report.Summarize(rate with { Unrecovered = Unrecovered.After(rate.Missed.Load * EdgeLimit.Beyond, waited) }, null, [], limit, budget.Elapsed);
        }

        Edge? fanout = _options.Fanout && rate.Held is not null
            ? await SearchFanoutAsync(alone, rate, recovery, budget.Part(DependencyNames().Count > 0 ? FanoutShare : 1), progress, cancellationToken)
            : null;
        IReadOnlyList<DependencyTolerance> dependencies = fanout is null or { Unrecovered: null, Unmade: null }
            ? await SearchDependenciesAsync(rate, recovery, budget, progress, cancellationToken)
            : [];
        return _report.Summarize(rate, fanout, dependencies, limit, budget.Elapsed);
    }

    /// <inheritdoc/>
    public void Dispose() => _load.Dispose();

    private TimeSpan LongestAllowed => TimeSpan.FromMilliseconds(_options.ServiceLevel.LatencyLimit ?? 1000);

    // What takes longer than this has missed any objective; waiting for all of an overload would use the time up.
    private TimeSpan Drain => MoreDrain + LongestAllowed;

    // The first requests to a service are slow, and there may be none that is not within the first second.
    private async Task<LoadResult> MeasureAloneAsync(CancellationToken cancellationToken)
    {
        LoadResult alone = await _load.ApplyAsync(OneWorker, null, cancellationToken);
        return alone.Requests >= LeastRequests * _load.RequestsPerArrival
            ? alone
            : await _load.ApplyAsync(OneWorker with { Measured = OneWorker.Measured * 3 }, null, cancellationToken);
    }

    // What one worker gets done is less than what the service can do, if that is more than one thing at a time.
    private Task<Edge> SearchRateAsync(LoadResult alone, Recovery recovery, SearchBudget whole, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        bool isAlone = !_options.Fanout && DependencyNames().Count == 0;
        SearchBudget budget = whole.Part(isAlone ? RateAloneShare : RateShare);

        // What one search runs over may be taken from the next one, but not from the look at the edge.
        SearchBudget bound = isAlone ? budget : whole;
        double? asked = _options.AtLeast / _load.RequestsPerArrival;
        double start = Math.Max(LeastStart, 0.7 * alone.Requests / alone.Shape.Measured.TotalSeconds / _load.RequestsPerArrival);
        var options = new EdgeSearchOptions
        {
            Start = Math.Max(start, asked / 4 ?? 0),
            UsesThroughput = true,
            RequestsPerLoad = _load.RequestsPerArrival,
            Asked = asked,
            Recover = recovery.WaitAsync,
            HasTimeForEvidence = load => LengthOf(load, StepEffort.Evidence) <= bound.Left,
        };
        return new EdgeSearch(options, Measure, budget).FindAsync(cancellationToken);

        Task<MeasuredStep> Measure(double load, StepEffort effort, CancellationToken stop) => MeasureAsync(
            load, AtRate(load, bound.Bound(LengthOf(load, effort)), whole) with { IsRandom = _options.RandomArrivals, EndsWhenOverrun = true }, null, progress, stop);
    }

    private TimeSpan LengthOf(double load, StepEffort effort) =>
        StepLengths.OpenLoop(load, effort, Math.Ceiling((double)_options.ServiceLevel.FewestRequests / _load.RequestsPerArrival));

    private Task<LimitingFactorSummary> NameLimitAsync(Edge rate, SearchBudget budget, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("what limits the service at the edge");
        TimeSpan share = _options.Budget * LookShare;
        TimeSpan look = share < LongestLook ? share : LongestLook;
        var edge = new EdgeLimit(_load, load => AtRate(load, look, budget) with { Warmup = TimeSpan.Zero })
        {
            Words = _plan.Words,
            StartProbe = StartProbe,
            MeasureCeiling = MeasureCeiling is { } measure ? stop => measure(_plan, stop) : null,
        };
        return edge.NameAsync(rate.Missed, cancellationToken);
    }

    // Little's law: with more in flight than arrive within the limit, requests take longer than that. With two seconds' more,
    // which is no hiccup, the objective is missed, and still more would only use up the sockets of the machine.
    private LoadShape AtRate(double rate, TimeSpan measured, SearchBudget budget) => new()
    {
        Rate = rate,
        Measured = measured,
        Drain = budget.Drain(measured, LeastDrain + LongestAllowed, Drain),
        MostInFlight = (int)Math.Clamp(rate * _load.RequestsPerArrival * (LongestAllowed.TotalSeconds + LongestHiccup), LeastInFlight, MostInFlight),
    };

    private Task<Edge> SearchFanoutAsync(LoadResult alone, Edge rate, Recovery recovery, SearchBudget budget, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // Little's law: so many are in the service when requests take as long as the objective allows.
        double perSecond = (rate.Missed ?? rate.Held)!.Result.CompletionRate;
        var options = new EdgeSearchOptions
        {
            Start = Math.Clamp(Math.Round(perSecond * LongestAllowed.TotalSeconds / 3), 1, MostWorkers / 2),
            Least = 1,
            Most = MostWorkers,
            IsWhole = true,
            Precision = FanoutPrecision,
            Recover = (_, stop) => recovery.WaitAsync(rate.Held, stop),
        };
        return new EdgeSearch(options, Measure, budget).FindAsync(cancellationToken);

        Task<MeasuredStep> Measure(double load, StepEffort effort, CancellationToken stop)
        {
            double expected = Math.Max(alone.MeanLatency / 1000, load / Math.Max(perSecond, 1));
            return MeasureAsync(load, new LoadShape { Workers = (int)load, Measured = StepLengths.ClosedLoop(TimeSpan.FromSeconds(expected), effort), Drain = Drain }, null, progress, stop);
        }
    }

    private async Task<IReadOnlyList<DependencyTolerance>> SearchDependenciesAsync(Edge rate, Recovery recovery, SearchBudget budget, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (rate.Held is not { } held)
        {
            return [];
        }

        IReadOnlyList<string> names = DependencyNames();
        var tolerances = new List<DependencyTolerance>();
        for (int i = 0; i < names.Count; i++)
        {
            var search = new ToleranceSearch(names[i], held.Load, _options.ServiceLevel, (load, shape, fault, stop) => MeasureAsync(load, shape, fault, progress, stop))
            {
                Recover = (_, stop) => recovery.WaitAsync(held, stop),
            };
            Edge edge = await search.FindAsync(budget.Part(1.0 / (names.Count - i)), cancellationToken);
            tolerances.Add(new DependencyTolerance(names[i], search.Rate * _load.RequestsPerArrival, EnvelopeReport.EdgeOf(edge, 1)));
            if (edge.Unmade is not null)
            {
                break;
            }
        }

        return tolerances;
    }

    private async Task<MeasuredStep> MeasureAsync(double load, LoadShape shape, Fault? fault, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(fault is null ? $"{shape}" : $"{shape}, {fault.Text}");
        LoadResult result = await _load.ApplyAsync(shape, fault, cancellationToken);
        _report.Add(result);
        return StepJudge.Judge(load, result, _options.ServiceLevel);
    }

    private IReadOnlyList<string> DependencyNames() => _options.Dependencies ??
    [
        .. _plan.Exchanges.SelectMany(exchange => exchange.Calls)
            .Concat(_plan.UnattributedCalls)
            .Select(call => Uri.TryCreate(call.Event.Url, UriKind.Absolute, out Uri? url) ? url.Authority : "")
            .Where(authority => authority.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal),
    ];
}
