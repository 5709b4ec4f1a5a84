using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;

namespace InfernoSim.Tests.Jobs;

/// <summary>Hosts a service without sockets, and remembers what it was told.</summary>
internal sealed class FakeHost(FakeService service) : IReplayHost
{
    public List<HostRequest> Started { get; } = [];

    public int Stopped { get; private set; }

    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What is said to have been measured of each replay; <see langword="null"/> for what was.</summary>
    public Func<ReplayPlan, LimitEvidence>? Limits { get; init; }

    public Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        Started.Add(request);
        service.UseResponder(request.Responder);
        return Task.FromResult<HostedService>(new Hosted(this, service));
    }

    private sealed class Hosted(FakeHost host, FakeService service) : HostedService(service)
    {
        private ReplayPlan? _plan;

        public override IReadOnlyList<string> Notices => host.Notices;

        internal override void Begin(ReplayPlan plan) => _plan = plan;

        internal override ReplayRecording Complete(ReplayRecording recording) =>
            host.Limits is null ? recording : recording.WithLimits(host.Limits(_plan!), null);

        public override ValueTask DisposeAsync()
        {
            host.Stopped++;
            return ValueTask.CompletedTask;
        }
    }
}
