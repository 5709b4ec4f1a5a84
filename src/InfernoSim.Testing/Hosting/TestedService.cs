using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stub;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.Measuring;

namespace InfernoSim.Testing.Hosting;

/// <summary>A service of a test, with all that is kept for it until it is disposed of.</summary>
internal sealed class TestedService(StartedService service, DependencyStub stub, ReplayRoute route, ActiveRoute active, RelaxedThreads? threads) : HostedService(service)
{
    private readonly ConcurrentReplays _others = ConcurrentReplays.Enter();
    private ServiceMeter? _meter;

    /// <summary>What the service has printed or logged by its end.</summary>
    public string Output { get; private set; } = "";

    /// <inheritdoc cref="DependencyStub.OverriddenCalls"/>
    public IReadOnlyDictionary<string, long> OverriddenCalls { get; private set; } = new Dictionary<string, long>();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => stub.Notices;

    /// <inheritdoc/>
    internal override ILimitProbe? StartProbe() => _others.StartProbe(service);

    /// <inheritdoc/>
    internal override void Begin(ReplayPlan plan)
    {
        _meter = service is ApplicationService ? ServiceMeter.For(plan) : null;
        route.Meter = _meter;
    }

    /// <inheritdoc/>
    internal override ReplayRecording Complete(ReplayRecording recording)
    {
        recording = _meter is null ? recording : recording.WithInProcess(_meter.Complete());
        return recording.WithNotTested([.. route.Report.ToNotTested(), .. Overridden(stub)]);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        (Output, OverriddenCalls) = (service.Output, stub.OverriddenCalls);
        _meter?.Dispose();
        _others.Dispose();
        try
        {
            await service.DisposeAsync();
        }
        finally
        {
            active.Dispose();
            threads?.Dispose();
            await stub.DisposeAsync();
        }
    }

    private static IEnumerable<NotTested> Overridden(DependencyStub stub) => stub.OverriddenCalls
        .OrderBy(call => call.Key, StringComparer.Ordinal)
        .Select(call => new NotTested($"the dependency call {call.Key}: it was overridden by a mapping of the test's own", WeakensVerdict: false));
}
