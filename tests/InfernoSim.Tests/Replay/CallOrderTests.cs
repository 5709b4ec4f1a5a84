using InfernoSim.Calls;
using InfernoSim.Planning;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Replay;

public class CallOrderTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly ReorderPatience _patience = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Calls_in_recorded_order_are_not_held()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(3);

        foreach (PlannedCall call in calls)
        {
            order.Arrive(call.Index);
            Assert.False(order.IsBeforeItsPredecessors(call));
            await order.HoldForPredecessorsAsync(call, default);
        }

        Assert.True(order.IsComplete);
        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task A_call_that_overtakes_one_made_at_the_same_time_is_held_until_that_comes_and_is_in_order()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(2);
        order.Arrive(1);
        Task held = order.HoldForPredecessorsAsync(calls[1], default).AsTask();
        _time.Advance(ReorderPatience.Longest - Tick);
        Assert.False(held.IsCompleted);

        order.Arrive(0);

        await held.WaitAsync(Patience.Limit);
        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task A_call_whose_predecessor_is_made_only_after_its_answer_is_reordered()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(3);
        order.Arrive(0);
        order.Arrive(2);
        Task held = order.HoldForPredecessorsAsync(calls[2], default).AsTask();
        Assert.False(held.IsCompleted);

        _time.Advance(ReorderPatience.Longest);
        await held.WaitAsync(Patience.Limit);
        Assert.Empty(order.Reordered());
        order.Arrive(1);

        Assert.Equal([(2, 1)], order.Reordered());
    }

    [Fact]
    public async Task A_predecessor_that_never_comes_is_missing_and_holds_its_followers_once()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(5);
        order.Arrive(1);
        Task held = order.HoldForPredecessorsAsync(calls[1], default).AsTask();
        _time.Advance(ReorderPatience.Longest);
        await held.WaitAsync(Patience.Limit);

        for (int call = 2; call < 5; call++)
        {
            order.Arrive(call);
            await order.HoldForPredecessorsAsync(calls[call], default).AsTask().WaitAsync(Patience.Limit);
        }

        Assert.Equal([0], order.Missing().Select(call => call.Index));
        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task Calls_that_overlapped_in_the_incident_may_come_in_any_order()
    {
        PlannedCall[] calls = [Planned(0, at: 0, took: 10), Planned(1, at: 5, took: 10)];
        var order = new CallOrder(calls, _patience, _time);
        order.Arrive(1);

        await order.HoldForPredecessorsAsync(calls[1], default);
        order.Arrive(0);

        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task A_call_that_was_replaced_by_another_is_not_waited_for()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(2);
        order.Arrive(1);
        Task held = order.HoldForPredecessorsAsync(calls[1], default).AsTask();
        Assert.False(held.IsCompleted);

        order.Replace(0);

        await held.WaitAsync(Patience.Limit);
        Assert.Equal([0], order.Missing().Select(call => call.Index));
    }

    [Fact]
    public async Task As_long_as_other_calls_come_a_call_is_held()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(3);
        order.Arrive(2);
        Task held = order.HoldForPredecessorsAsync(calls[2], default).AsTask();
        _time.Advance(ReorderPatience.Longest - Tick);
        order.Arrive(1);
        Assert.False(held.IsCompleted);

        order.Arrive(0);

        await held.WaitAsync(Patience.Limit);
        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_not_held()
    {
        (CallOrder order, PlannedCall[] calls) = Sequential(2);
        order.Arrive(1);
        using var aborted = new CancellationTokenSource();
        Task held = order.HoldForPredecessorsAsync(calls[1], aborted.Token).AsTask();

        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(Patience.Limit));
        order.Arrive(0);
        Assert.Empty(order.Reordered());
    }

    [Fact]
    public async Task A_change_of_order_that_has_been_seen_is_not_waited_for_again()
    {
        (CallOrder first, PlannedCall[] calls) = Sequential(2);
        first.Arrive(1);
        Task held = first.HoldForPredecessorsAsync(calls[1], default).AsTask();
        _time.Advance(ReorderPatience.Longest);
        await held.WaitAsync(Patience.Limit);
        first.Arrive(0);
        (CallOrder second, _) = Sequential(2);
        second.Arrive(1);

        await second.HoldForPredecessorsAsync(calls[1], default).AsTask().WaitAsync(Patience.Limit);
        second.Arrive(0);

        Assert.Equal([(1, 0)], second.Reordered());
    }

    [Fact]
    public async Task A_call_that_is_missing_from_every_exchange_does_not_cost_the_whole_wait_each_time()
    {
        var waits = new List<TimeSpan>();
        for (int exchange = 0; exchange < 30; exchange++)
        {
            PlannedCall[] calls = [.. Enumerable.Range(0, 2).Select(index => Planned(index, index * 10, 5, exchange))];
            var order = new CallOrder(calls, _patience, _time);
            order.Arrive(1);
            waits.Add(_patience.For(calls[1]));
            Task held = order.HoldForPredecessorsAsync(calls[1], default).AsTask();
            _time.Advance(waits[^1]);
            await held.WaitAsync(Patience.Limit);
        }

        Assert.Equal([ReorderPatience.Longest, ReorderPatience.Longest / 10, ReorderPatience.Longest / 200], waits.Distinct());
    }

    [Fact]
    public void A_wait_that_was_in_vain_is_shorter_for_other_workers_and_runs_and_as_long_for_other_calls()
    {
        var patience = new ReorderPatience();
        PlannedCall[] calls = [Planned(0, 0, 5), Planned(1, 10, 5), Planned(2, 20, 5)];

        patience.Expire(calls[1]);
        patience.Expire(calls[1]);

        Assert.Equal(ReorderPatience.Longest / 10, patience.For(calls[1]));
        Assert.Equal(ReorderPatience.Longest, patience.For(calls[2]));
    }

    private (CallOrder Order, PlannedCall[] Calls) Sequential(int count)
    {
        PlannedCall[] calls = [.. Enumerable.Range(0, count).Select(index => Planned(index, index * 10, 5))];
        return (new CallOrder(calls, _patience, _time), calls);
    }

    private static PlannedCall Planned(int index, double at, double took, int exchange = 0) =>
        new(IncidentBuilder.Call($"http://a.test/{index}", at: at, took: took), index, exchange);
}
