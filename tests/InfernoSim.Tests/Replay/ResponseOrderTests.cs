using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Replay;

public class ResponseOrderTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _quiet = new();
    private readonly List<TimeSpan> _asked = [];
    private readonly ResponsePatience _patience;

    public ResponseOrderTests() => _patience = new ResponsePatience(looks: true, QuietAsync);

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

    [Fact]
    public async Task A_look_ends_when_the_service_has_nothing_left_to_do()
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: 8));
        order.Begin(calls[0]);
        Task held = order.HoldAsync(calls[0], run: 0, default).AsTask();
        Assert.False(held.IsCompleted);

        _quiet.SetResult();
        await held.WaitAsync(Patience.Limit);
        order.Answer(calls[0]);
        order.End();

        Assert.Empty(order.Late());
    }

    [Fact]
    public async Task It_looks_once_more_when_the_service_has_made_a_call_meanwhile_that_followed_the_answer()
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: 7), IncidentBuilder.Call("http://b.test/1", at: 8.5, took: 1));
        order.Begin(calls[0]);
        Task held = order.HoldAsync(calls[0], run: 0, default).AsTask();
        order.Begin(calls[1]);

        _quiet.SetResult();
        await held.WaitAsync(Patience.Limit);

        Assert.Equal(2, _asked.Count);
    }

    [Theory]
    [InlineData(9, 5)] // 1 ms before the response
    [InlineData(7, 12)] // 3 ms
    public void A_look_takes_four_times_what_the_response_took_after_the_answer(double answered, double least)
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: answered - 1));
        order.Begin(calls[0]);

        _ = order.HoldAsync(calls[0], run: 0, default).AsTask();

        Assert.Equal([TimeSpan.FromMilliseconds(least)], _asked);
    }

    [Fact]
    public void A_look_that_takes_longer_than_one_may_is_not_ended()
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: 1));
        order.Begin(calls[0]);

        _ = order.HoldAsync(calls[0], run: 0, default).AsTask();

        Assert.Empty(_asked);
    }

    [Fact]
    public void An_answer_that_is_held_until_the_response_is_there_waits_for_nothing_else()
    {
        (ResponseOrder order, PlannedCall[] calls) = Exchange(IncidentBuilder.Call("http://a.test/0", took: 8));
        _patience.Confirm(0);
        order.Begin(calls[0]);

        _ = order.HoldAsync(calls[0], run: 0, default).AsTask();

        Assert.Empty(_asked);
    }

    private (ResponseOrder Order, PlannedCall[] Calls) Exchange(params IncidentEvent[] calls)
    {
        var plan = ReplayPlan.Create(new IncidentBuilder().Exchange("/a", calls: calls).Build(), FakeService.AsFastAsPossible);
        return (new ResponseOrder(plan.Exchanges[0], _patience, _time), plan.Exchanges[0].Calls);
    }

    private Task QuietAsync(TimeSpan least, CancellationToken cancellationToken)
    {
        _asked.Add(least);
        return _quiet.Task.WaitAsync(cancellationToken);
    }
}
