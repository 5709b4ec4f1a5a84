extern alias orders;

using InfernoSim.Testing.Tests.VirtualTime;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

[Collection(VirtualReplay.Name)]
public sealed class FreshStateInVirtualTimeTests(OrderIncident incident) : IClassFixture<OrderIncident>
{
    [Fact]
    public async Task Virtual_time_goes_on_with_a_service_for_each_worker()
    {
        IncidentReplay replay = await IncidentReplayer.For<OrderContext>(incident.Path)
            .With(s => (s.Runs, s.Fanout, s.State, s.Time) = (2, 2, ReplayState.FreshPerWorker, ReplayTime.Virtual)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
    }
}
