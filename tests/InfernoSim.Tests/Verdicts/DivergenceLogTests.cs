using InfernoSim.Observations;

namespace InfernoSim.Tests.Verdicts;

public class DivergenceLogTests
{
    [Fact]
    public void Divergences_come_back_in_causal_order()
    {
        var log = new DivergenceLog();
        Divergence[] causal =
        [
            Of(DivergenceKind.CallMissing, exchange: 0, call: 1),
            Of(DivergenceKind.CallReordered, exchange: 0, call: 2),
            Of(DivergenceKind.ResponseStatus, exchange: 0),
            Of(DivergenceKind.ResponseBody, exchange: 0, location: "/a"),
            Of(DivergenceKind.ResponseStatus, exchange: 3),
            Of(DivergenceKind.CallExtra, exchange: -1, call: 0),
        ];

        foreach (Divergence divergence in causal.Reverse())
        {
            log.Add(divergence);
        }

        Assert.Equal(causal, log.InCausalOrder());
    }

    [Fact]
    public void A_repeated_divergence_is_counted_and_its_earliest_sight_kept()
    {
        var log = new DivergenceLog();
        log.Add(Of(DivergenceKind.ResponseStatus, run: 1, worker: 4));
        log.Add(Of(DivergenceKind.ResponseStatus, run: 0, worker: 7));
        log.Add(Of(DivergenceKind.ResponseStatus, run: 0, worker: 2));
        log.Add(Of(DivergenceKind.ResponseStatus, run: 2, worker: 0) with { Count = 5 });

        Divergence only = Assert.Single(log.InCausalOrder());

        Assert.Equal((0, 2, 8L), (only.Run, only.Worker, only.Count));
        Assert.Equal(8, log.Total);
    }

    [Fact]
    public void Where_among_concurrent_calls_an_unrecorded_one_comes_makes_it_no_other()
    {
        var log = new DivergenceLog();
        log.Add(Of(DivergenceKind.CallExtra, call: 3, location: "GET http://a.test/"));
        log.Add(Of(DivergenceKind.CallExtra, call: 1, location: "GET http://a.test/"));
        log.Add(Of(DivergenceKind.CallExtra, call: 1, location: "GET http://b.test/"));

        Assert.Equal([("GET http://a.test/", 1, 2L), ("GET http://b.test/", 1, 1L)], log.InCausalOrder().Select(d => (d.Location, d.Call!.Value, d.Count)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_very_many_the_causally_first_are_kept_and_all_are_counted(bool backwards)
    {
        var log = new DivergenceLog(capacity: 10);
        IEnumerable<int> exchanges = Enumerable.Range(0, 5000);

        foreach (int exchange in backwards ? exchanges.Reverse() : exchanges)
        {
            log.Add(Of(exchange % 2 == 0 ? DivergenceKind.ResponseStatus : DivergenceKind.ResponseBody, exchange));
        }

        Assert.Equal(Enumerable.Range(0, 10), log.InCausalOrder().Select(d => d.Exchange));
        Assert.Equal(5000, log.Total);
        Assert.Equal(2500, log.CountsByKind()[DivergenceKind.ResponseBody]);
    }

    [Fact]
    public void Adding_from_many_threads_loses_nothing()
    {
        var log = new DivergenceLog();

        Parallel.For(0, 10_000, i => log.Add(Of(DivergenceKind.ResponseStatus, exchange: i % 7, worker: i % 50)));

        Assert.Equal(10_000, log.Total);
        Assert.Equal(10_000, log.InCausalOrder().Sum(d => d.Count));
    }

    private static Divergence Of(DivergenceKind kind, int exchange = 0, int? call = null, string location = "", int run = 0, int worker = 0) => new()
    {
        Kind = kind,
        Run = run,
        Worker = worker,
        Exchange = exchange,
        Call = call,
        Request = "GET /",
        Location = location,
        Expected = "x",
        Got = "y",
    };
}
