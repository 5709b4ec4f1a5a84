using InfernoSim.Calls;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Replay;

public class UnsettledExchangesTests
{
    [Fact]
    public void An_exchange_that_calls_are_owed_to_is_waited_for_however_long_and_no_longer()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [IncidentBuilder.Call("http://stock.test/1")]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);
        bool isOwed = true;
        scope.IsOwed = () => isOwed;
        var unsettled = new UnsettledExchanges(TimeSpan.Zero, time);
        var taken = new List<ExchangeScope>();
        unsettled.Add(scope);

        time.Advance(TimeSpan.FromHours(1));
        unsettled.TakeSettled(taken.Add);
        int whileOwed = taken.Count;
        isOwed = false;
        unsettled.TakeSettled(taken.Add);

        Assert.Equal((0, 1), (whileOwed, taken.Count));
        Assert.Same(scope, taken[0]);
    }

    [Fact]
    public async Task On_a_machine_that_is_late_itself_a_late_call_is_waited_for()
    {
        var time = new FakeTimeProvider();
        var bench = new LedgerBench(new IncidentBuilder().Exchange("/a", calls: [IncidentBuilder.Call("http://stock.test/1")]).Build(), time: time);
        ExchangeScope scope = bench.Open(0, 0);
        scope.IsOwed = () => false;
        var unsettled = new UnsettledExchanges(TimeSpan.Zero, time);
        var finished = new List<ExchangeScope>();
        unsettled.Add(scope);

        // Each look takes as long as it should take to settle.
        Task settled = unsettled.SettleAsync(finished.Add, _ => Assert.Fail("It was not given up."), CancellationToken.None);
        for (int look = 0; look < 5; look++)
        {
            time.Advance(UnsettledExchanges.SettleTime);
            await Task.Yield();
        }

        Assert.Empty(finished);
        while (!settled.IsCompleted)
        {
            time.Advance(UnsettledExchanges.SettleInterval);
            await Task.Yield();
        }

        Assert.Same(scope, Assert.Single(finished));
    }
}
