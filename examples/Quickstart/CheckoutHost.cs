using InfernoSim.Jobs;
using InfernoSim.Replay;
using InfernoSim.Stub;

namespace Quickstart;

/// <summary>Leads the dependency calls of a service that runs already to a stub, for a replay.</summary>
internal sealed class CheckoutHost(Uri service, SwitchableProxy proxy) : IReplayHost
{
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        DependencyStub stub = await DependencyStub.StartAsync(request.Responder, cancellationToken: cancellationToken);
        proxy.Address = stub.Addresses[0];
        return new StubbedService(new HttpServiceUnderTest(service), stub);
    }

    private sealed class StubbedService(IServiceUnderTest service, DependencyStub stub) : HostedService(service)
    {
        public override ValueTask DisposeAsync() => stub.DisposeAsync();
    }
}
