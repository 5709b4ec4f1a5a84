using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Replay;

public class ResponseOrderTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_that_the_service_waits_for_is_held_for_one_look_however_short_it_was(double took)
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: took));
        order.Begin(calls[0]);

        Task held = order.HoldAsync(calls[0], run: 0, default).AsTask();
        Assert.False(held.IsCompleted);
        _time.Advance(Look);

        await held.WaitAsync(Patience.Limit);
        Assert.Empty(order.Late());
    }

    [Fact]
    public async Task A_call_is_held_on_while_the_service_makes_others_that_followed_its_answer()
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: 0), IncidentBuilder.Call("http://b.test/1", at: 3));
        order.Begin(calls[0]);
        Task held = order.HoldAsync(calls[0], run: 0, default).AsTask();

        order.Begin(calls[1]);
        _time.Advance(Look);
        order.End();
        await held.WaitAsync(Patience.Limit);

        Assert.Equal([0, 1], order.Late());
    }

    private (ResponseOrder Order, PlannedCall[] Calls) Exchange(params IncidentEvent[] calls)
    {
        var plan = ReplayPlan.Create(new IncidentBuilder().Exchange("/a", calls: calls).Build(), FakeService.AsFastAsPossible);
        return (new ResponseOrder(plan.Exchanges[0], new ResponsePatience(looks: true), _time), plan.Exchanges[0].Calls);
    }
}
