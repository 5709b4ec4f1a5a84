using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stub;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.Measuring;

namespace InfernoSim.Testing.Hosting;

/// <summary>The services of a test's replay, with all that is kept for them until they are disposed of.</summary>
internal sealed class TestedService : HostedService
{
    private readonly ConcurrentReplays _others = ConcurrentReplays.Enter();
    private readonly TestedServices _services;
    private readonly DependencyStub _stub;
    private readonly ReplayRoute _route;
    private readonly ActiveRoute _active;
    private readonly RelaxedThreads? _threads;
    private ServiceMeter? _meter;

    public TestedService(TestedServices services, DependencyStub stub, ReplayRoute route, ActiveRoute active, RelaxedThreads? threads)
        : base(services, services.Single)
    {
        (_services, _stub, _route, _active, _threads) = (services, stub, route, active, threads);
    }

    /// <summary>Whether the services run in this process.</summary>
    public required bool IsInProcess { get; init; }

    /// <inheritdoc cref="DependencyStub.OverriddenCalls"/>
    public IReadOnlyDictionary<string, long> OverriddenCalls { get; private set; } = new Dictionary<string, long>();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => _stub.Notices;

    /// <summary>What the service printed or logged by its end: the one that first diverged, where there are several.</summary>
    public string OutputOf(Divergence? first) => _services.OutputOf(Math.Max(0, first?.Run ?? 0), Math.Max(0, first?.Worker ?? 0));

    /// <inheritdoc/>
    internal override ILimitProbe? StartProbe() => _others.Watch(_services.StartProbe);

    /// <inheritdoc/>
    internal override void Begin(ReplayPlan plan)
    {
        _meter = IsInProcess ? ServiceMeter.For(plan) : null;
        _route.Meter = _meter;
    }

    /// <inheritdoc/>
    internal override ReplayRecording Complete(ReplayRecording recording)
    {
        recording = _meter is null ? recording : recording.WithInProcess(_meter.Complete());
        // Https calls that are refused because they are of this process are in the report of the route.
        recording = _stub.Authority is null ? recording : recording.WithCertificateProblem(_stub.CertificateProblem);
        return recording.WithNotTested([.. _route.Report.ToNotTested(), .. Overridden(_stub)]);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        OverriddenCalls = _stub.OverriddenCalls;
        _meter?.Dispose();
        _others.Dispose();
        try
        {
            await _services.DisposeAsync();
        }
        finally
        {
            _active.Dispose();
            _threads?.Dispose();
            await _stub.DisposeAsync();
        }
    }

    private static IEnumerable<NotTested> Overridden(DependencyStub stub) => stub.OverriddenCalls
        .OrderBy(call => call.Key, StringComparer.Ordinal)
        .Select(call => new NotTested($"the dependency call {call.Key}: it was overridden by a mapping of the test's own", weakensVerdict: false));
}
