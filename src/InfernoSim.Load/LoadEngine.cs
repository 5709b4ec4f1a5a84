using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Responses;

namespace InfernoSim.Load;

/// <summary>
/// Puts a service under load with an incident's requests, one load after another. Its dependency calls, which must reach
/// this responder, are answered as in a replay. All workers share one pool of connections, as behind a load balancer.
/// </summary>
internal sealed class LoadEngine : IDependencyResponder, IOverrideListener, IDisposable
{
    // Files are counted, which takes a moment where there are thousands.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ReplayPlan _plan;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _client;
    private readonly Uri[] _targets;
    private volatile CallLedger? _ledger;
    private int _steps;

    /// <param name="plan">What to send. Its pauses, runs and fan-out are not looked at; its faults are injected.</param>
    /// <param name="service">The service.</param>
    /// <param name="unit">What an arrival is.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <exception cref="ReplayConfigurationException">There is nothing to send.</exception>
    public LoadEngine(ReplayPlan plan, IServiceUnderTest service, ArrivalUnit unit = ArrivalUnit.Auto, TimeProvider? time = null)
    {
        if (plan.Exchanges.Length == 0)
        {
            throw new ReplayConfigurationException($"{plan.Incident.Folder} leaves no request to send; check that it is the incident you mean, and {plan.Words.Say("{AllowWrites=false} and {MaxEvents}")}.");
        }

        _plan = plan;
        _time = time ?? TimeProvider.System;
        Unit = ArrivalUnits.Resolve(unit, plan);
        _targets = WorkerPool.TargetsOf(plan, service.BaseAddress.GetLeftPart(UriPartial.Authority));
        _client = new HttpMessageInvoker(service.CreateHandler());
    }

    /// <summary>What an arrival is.</summary>
    public ArrivalUnit Unit { get; }

    /// <summary>How many requests an arrival makes.</summary>
    public int RequestsPerArrival => Unit == ArrivalUnit.Session ? _plan.Exchanges.Length : 1;

    /// <inheritdoc/>
    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
        _ledger?.AnswerAsync(request, cancellationToken) ?? ValueTask.FromResult(Refusal.Of(request, "no load is being generated", null, null));

    /// <inheritdoc/>
    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => _ledger?.DialoguesOf(head) ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => _ledger?.ConversationsOf(head) ?? [];

    /// <inheritdoc/>
    public IMappedCall? Begin(DependencyRequest request) => _ledger?.Begin(request);

    /// <inheritdoc/>
    public void Overridden(DependencyRequest request) => _ledger?.Overridden(request);

    /// <summary>Applies a load, and waits until the service has answered or the load's drain time is over.</summary>
    /// <param name="shape">The load.</param>
    /// <param name="fault">A fault to inject beside the plan's, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it showed.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<LoadResult> ApplyAsync(LoadShape shape, Fault? fault = null, CancellationToken cancellationToken = default)
    {
        ReplayPlan plan = fault is null ? _plan : ReplayPlan.Create(_plan.Incident, _plan.Options with { Faults = [.. _plan.Options.Faults, fault] }, _plan.Words);
        using LoadStep step = Begin(plan, shape);
        await ApplyAsync(step, shape, cancellationToken);
        return step.Recorder.ToResult(step.Applied, step.Shortage);
    }

    /// <summary>Applies a load at a rate, and gathers evidence of what limits the service meanwhile.</summary>
    /// <param name="shape">The load; at equal intervals.</param>
    /// <param name="probe">Watches the service, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen, and what the machine had none left of where the load could not be made.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<(LimitEvidence Evidence, string? Shortage)> WatchAsync(LoadShape shape, ILimitProbe? probe, CancellationToken cancellationToken = default)
    {
        double rate = shape.Rate!.Value * RequestsPerArrival;
        long requests = (long)(rate * shape.Length.TotalSeconds);
        using LoadStep step = Begin(_plan, shape);
        using LimitWatch watch = LimitWatch.Start(step.Meter, probe, rate, requests);
        watch.BeginPart(requests, shape.Length, isLast: true);
        await ApplyAsync(step, shape, cancellationToken);
        return (watch.Stop(), step.Shortage);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private LoadStep Begin(ReplayPlan plan, LoadShape shape)
    {
        var step = new LoadStep(plan, shape, Unit, _steps++ % WorkerIds.Most, _client, _targets, _time);
        _ledger = step.Ledger;
        return step;
    }

    private async Task ApplyAsync(LoadStep step, LoadShape shape, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(step.GiveUp);
        Task load = shape.Rate is { } rate ? OpenLoop.RunAsync(step, shape, Schedule(rate, shape), _time, cancellationToken) : ClosedLoop.RunAsync(step, shape, _time, cancellationToken);
        await using (_time.CreateTimer(static watched => ((LoadStep)watched!).LookForShortage(), step, LookEvery, LookEvery))
        {
            try
            {
                await load;
            }
            catch (Exception failure) when (ResponseFailures.ShortageOf(failure) is { } shortage)
            {
                step.EndForWant(shortage);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        await step.SettleAsync(cancellationToken);
    }

    private ArrivalSchedule Schedule(double rate, LoadShape shape) =>
        shape.IsRandom ? ArrivalSchedule.Poisson(rate, _plan.Options.Seed) : ArrivalSchedule.Constant(rate);
}
